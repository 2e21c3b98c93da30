import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./design/tokens.css";
import "./design/base.css";
import "./design/parts.css";
import "./orders/orders.css";
import "./shell/shell.css";
import { applyAppearance, keptAppearance } from "./shell/appearance-menu.tsx";
import { Console } from "./shell/console.tsx";

applyAppearance(keptAppearance());
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <Console />
  </StrictMode>,
);
