import { Field } from "./field.tsx";
import { type Order, orders } from "./filter.ts";
import { priorities } from "./task-draft.ts";
import { priorityNames } from "./task-row.tsx";
import { filter, show, tags } from "./tasks.ts";

const orderNames: Readonly<Record<Order, string>> = {
  created_at: "Newest",
  due_date: "Due first",
  priority: "Most urgent",
  title: "A to Z",
  updated_at: "Last changed",
};

/** Search, filters and order. */
export function Filters() {
  const { search, priority, tag, order } = filter.value;
  // A tag that no known task has any more still has to be seen to be taken away.
  const choices = tag === "" || tags.value.includes(tag) ? tags.value : [tag, ...tags.value];
  return (
    <search class="filters">
      <Field label="Search" class="wide">
        {(control) => (
          <input
            {...control}
            type="search"
            value={search}
            onInput={(event) => show({ search: event.currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Priority">
        {(control) => (
          <select
            {...control}
            value={priority}
            onChange={({ currentTarget: { value } }) =>
              show({ priority: priorities.find((each) => each === value) ?? "any" })
            }
          >
            <option value="any">Any</option>
            {priorities.map((each) => (
              <option key={each} value={each}>
                {priorityNames[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Tag">
        {(control) => (
          <select
            {...control}
            value={tag}
            onChange={(event) => show({ tag: event.currentTarget.value })}
          >
            <option value="">Any</option>
            {choices.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Sort by">
        {(control) => (
          <select
            {...control}
            value={order}
            onChange={({ currentTarget: { value } }) =>
              show({ order: orders.find((each) => each === value) ?? "created_at" })
            }
          >
            {orders.map((each) => (
              <option key={each} value={each}>
                {orderNames[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
    </search>
  );
}
