import { createApp } from "vue";
import ChatPage from "./ChatPage.vue";
import { start } from "./chat";
import "./styles/page.css";

createApp(ChatPage).mount("#app");
void start();
