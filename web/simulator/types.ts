/** What `/simulator/api/state` answers, as `simulator/page_state.py` builds it. Instants are ISO, lengths seconds. */

export interface MenuButton {
  name: string;
  type?: string;
  key?: string;
  url?: string;
  sub_button?: MenuButton[];
}

export interface Account {
  name: string;
  title: string;
  region: string;
  /** Where the menu shown comes from: pushed by the service, or the file it would push. */
  menu_from: "pushed" | "file";
  menu: MenuButton[];
}

export interface Budget {
  left: number;
  of: number;
  until: string | null;
}

export type Route = "passive" | "custom" | "notice";

export interface Bubble {
  id: string;
  from: "me" | "account" | "grey" | "notice";
  kind: string;
  text: string;
  /** Words that can be tapped in it: their id and what tapping says. */
  items?: { id: string; words: string }[];
  at: string;
  /** From the message to this answer. */
  seconds?: number | null;
  route?: Route | null;
  /** Which copy of the delivery carried it: 1 to 3. */
  copy?: number | null;
  /** Message of mine: how the platform's calls went. */
  deliveries?: Delivery[];
}

export interface Delivery {
  copy: number;
  state: "open" | "answered" | "success" | "cut" | "hung_up" | "refused";
  /** How long it took, or has been open. */
  seconds: number;
}

export interface Phone {
  id: string;
  account: string;
  openid: string;
  followed: boolean;
  typing_until: string | null;
  bubbles: Bubble[];
  message: Budget;
  tap: Budget;
}

export interface Switches {
  customer_service: boolean;
  /** Added to every call the service makes. */
  api_delay: number;
  /** Added to every turn of the dialogue; null where it cannot be slowed. */
  dialogue_delay: number | null;
  /** Path whose next call is refused; empty: none. */
  force_error: string;
}

export interface WireRow {
  id: string;
  at: string;
  phone: string | null;
  /** `call`: the platform calls the service; `api`: the service calls the platform. */
  kind: "call" | "api";
  title: string;
  status: string;
  seconds: number | null;
}

export interface WirePart {
  label: string;
  text: string;
}

export interface State {
  at: string;
  /** How far the platform's clock was moved forward. */
  ahead: number;
  budget: number;
  cut: number;
  accounts: Account[];
  phones: Phone[];
  switches: Switches;
  keys_rotated: number;
  wire: WireRow[];
}
