import { render } from "preact";
import { App } from "./app.tsx";
import "./style.css";
import "./list.css";
import "./chat.css";

const place = document.getElementById("page");
if (!place) throw new Error('index.html: the element with id "page" is missing');
render(<App />, place);
