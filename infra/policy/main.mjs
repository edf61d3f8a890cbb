// The engine's own starter of packs knows no .ts among modules; Node, from this file on, does.
import "./pack.ts";
