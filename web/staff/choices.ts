/** What staff may enter for a key: the words of `contracts/keys.py` with their Chinese. */

export interface Option {
  value: string | boolean;
  title: string;
}

const titles = (words: Record<string, string>): Option[] => Object.entries(words).map(([value, title]) => ({ value, title }));

export const YES_NO: Option[] = [
  { value: true, title: "是" },
  { value: false, title: "否" },
];

export const ONE_OF: Record<string, Option[]> = {
  safety_now: titles({ safe: "安全", unsafe: "不安全", no_food_or_shelter: "没吃的或没住处" }),
  applicant_role: titles({ self: "本人", family: "家人", proxy: "代办人" }),
  existing_status: titles({
    none: "没有",
    minimum_living: "低保",
    destitute_support: "特困",
    marginal_household: "低保边缘",
    rigid_expense_household: "刚性支出困难",
  }),
  incident_cause: titles({
    fire: "火灾",
    traffic_accident: "交通事故",
    injury: "受伤",
    acute_illness: "突发疾病",
    death: "亲人去世",
    unemployment: "失业",
    wage_arrears: "欠薪",
    theft_or_stranded: "被盗或流落在外",
    disaster: "自然灾害",
    other: "其他",
  }),
  contact_way: titles({ here: "在这里回复", phone: "打电话" }),
};

export const ANY_OF: Record<string, Option[]> = {
  vulnerable_members: titles({ elder: "老人", child: "小孩", disabled: "残疾人", seriously_ill: "重病人", pregnant: "孕妇" }),
  urgent_need: titles({ food: "吃的", shelter: "住处", treatment: "治疗", travel_home: "回家路费", other: "其他" }),
};

const BOOLEANS = new Set(["residence_permit", "id_at_hand", "declaration", "same_cause_this_year"]);
const NUMBERS = new Set(["affected_people", "household_size"]);

export type Kind = "yes_no" | "one" | "any" | "number" | "date" | "text";

export function kindOf(key: string): Kind {
  if (BOOLEANS.has(key)) return "yes_no";
  if (ONE_OF[key]) return "one";
  if (ANY_OF[key]) return "any";
  if (NUMBERS.has(key)) return "number";
  return key === "incident_date" ? "date" : "text";
}

/** Consents and the resident's own confirmation are theirs to give; nobody else sets them. */
export const RESIDENT_ONLY = new Set(["consent_privacy", "review_confirm", "verification_consent", "declaration"]);
