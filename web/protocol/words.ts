/** Codes of the contract in Chinese, dates and numbers as people say them. */

const PROGRAMMES: Record<string, string> = {
  temporary_aid: "临时救助",
  temporary_urgent: "临时救助（急难型）",
  temporary_expense: "临时救助（支出型）",
  minimum_living: "最低生活保障（低保）",
  minimum_living_single: "单人保",
  marginal_household: "低保边缘家庭认定",
  rigid_expense_household: "刚性支出困难家庭认定",
  destitute_support: "特困人员救助供养",
  disaster_relief: "受灾人员救助",
  medical_aid: "医疗救助",
  education_aid: "教育救助",
  housing_aid: "住房救助",
  employment_aid: "就业救助",
  emergency_medical: "疾病应急救助",
  vagrant_rescue: "救助站救助",
  disability_living_subsidy: "困难残疾人生活补贴",
  disability_care_subsidy: "重度残疾人护理补贴",
  child_welfare: "儿童福利",
  elder_care: "养老服务",
  judicial_aid: "司法救助",
  legal_aid: "法律援助",
  union_aid: "工会帮扶",
  charity: "慈善帮扶",
};

const KINDS: Record<string, string> = { urgent: "急难型", expense: "支出型", household: "按户", single_person: "单人保" };

const STATES: Record<string, string> = {
  draft: "草稿，还没提交",
  submitted: "已提交，待受理",
  supplement: "待补材料",
  accepted: "已受理",
  verifying: "核对中",
  public_notice: "公示中",
  confirmed: "已确认",
  not_confirmed: "已有结果",
  closed: "已办结",
  forwarded: "已转办",
  withdrawn: "已撤回",
  terminated: "已终止",
};

const KEYS: Record<string, string> = {
  consent_privacy: "同意记录信息",
  safety_now: "现在是否安全",
  applicant_role: "替谁申请",
  contact_name: "称呼",
  contact_phone: "联系电话",
  contact_way: "联系方式",
  incident_region: "事发地",
  incident_township: "乡镇（街道）",
  incident_place: "具体地点",
  incident_text: "事情经过",
  incident_cause: "什么事",
  incident_date: "什么时候",
  affected_people: "几个人受影响",
  vulnerable_members: "老小病残孕",
  urgent_need: "眼下急需",
  hukou_region: "户口所在地",
  residence_permit: "居住证",
  existing_status: "已有救助身份",
  id_at_hand: "身份证在不在身边",
  id_number: "身份证号",
  declaration: "如实说明",
  review_confirm: "核对无误",
  expense_kind: "花费种类",
  expense_total_12m: "一年总花费",
  expense_reimbursed_12m: "已报销",
  household_income_12m: "一年家庭收入",
  household_size: "家里几口人",
  members: "家庭成员",
  obligors: "赡养（抚养）人",
  kinship_with_staff: "是否近亲属备案",
  standard_kind: "城镇或农村",
  income_wages: "工资打工收入",
  income_farm_business: "种养和生意收入",
  income_property: "财产收入",
  income_pension: "养老金",
  income_support: "赡养费、抚养费",
  necessary_expenses: "必要支出",
  housing: "住房",
  vehicles: "车辆",
  savings_band: "存款",
  business: "经营情况",
  verification_consent: "核对授权",
  members_confirmed: "家里人核对无误",
  income_kinds: "有哪些收入",
  income_basic_pension: "其中居民基础养老金",
  contracted_land: "承包地或集体分红",
  high_fee_school_or_travel: "高收费上学或出国",
  same_cause_this_year: "同一件事今年救助过",
  proxy_relation: "跟申请人的关系",
  hukou_township: "户口所在乡镇（街道）",
  hukou_place: "户口具体地点",
  usual_region: "现在住的地方",
  usual_township: "现在住的乡镇（街道）",
};

export const programmeName = (code: string): string => PROGRAMMES[code] ?? code;
export const kindName = (code: string): string => KINDS[code] ?? code;
export const stateName = (code: string): string => STATES[code] ?? code;
export const keyName = (key: string): string => KEYS[key] ?? key;

/** 临时救助 · 急难型 */
export function caseTitle(programme: string, kind: string): string {
  return kind && kind !== "household" ? `${programmeName(programme)} · ${kindName(kind)}` : programmeName(programme);
}

function parts(iso: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hourCycle: "h23", ...options }).format(date);
}

/** 11月24日周二 12:00 */
export const dayAndTime = (iso: string): string =>
  `${parts(iso, { month: "long", day: "numeric", weekday: "short" })} ${clockTime(iso)}`;
export const clockTime = (iso: string): string => parts(iso, { hour: "2-digit", minute: "2-digit" });
export const day = (iso: string): string => parts(iso, { year: "numeric", month: "long", day: "numeric" });

/** 刚刚, 8 分钟, 3 小时, 2 天 */
export function span(from: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - new Date(from).getTime()) / 60_000));
  if (minutes < 1) return "刚刚";
  if (minutes < 60) return `${minutes} 分钟`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} 小时` : `${Math.floor(minutes / 1440)} 天`;
}

/** A number read letter by letter: 福，7，K，3 */
export const spelled = (number: string): string => [...number].filter((letter) => letter !== "-").join("，");
