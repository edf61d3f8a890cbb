import { type View, views } from "./filter.ts";
import { filter, show } from "./tasks.ts";

/** What a view is called. */
export const viewNames: Readonly<Record<View, string>> = {
  all: "All",
  today: "Today",
  overdue: "Overdue",
  done: "Done",
};

/** The views of the list. */
export const Views = () => (
  <nav class="views" aria-label="Views">
    {views.map((view) => (
      <button
        key={view}
        type="button"
        aria-current={filter.value.view === view ? "page" : undefined}
        onClick={() => show({ view })}
      >
        {viewNames[view]}
      </button>
    ))}
  </nav>
);
