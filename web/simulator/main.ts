import { createApp } from "vue";
import SimulatorPage from "./SimulatorPage.vue";
import { start } from "./platform";
import "./styles/simulator.css";

createApp(SimulatorPage).mount("#app");
start();
