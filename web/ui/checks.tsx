interface ChecksProps<T extends string> {
  legend: string;
  help?: string;
  options: readonly { value: T; label: string; note?: string | undefined; disabled?: boolean | undefined }[];
  chosen: readonly T[];
  fault?: string | undefined;
  id: string;
  onChange(chosen: T[]): void;
}

/** Any of several, in the order in which they stand. */
export function Checks<T extends string>({ legend, help, options, chosen, fault, id, onChange }: ChecksProps<T>) {
  const describedBy = [help && `${id}-help`, fault && `${id}-fault`].filter(Boolean).join(' ') || undefined;
  return (
    <fieldset className="field choices" aria-describedby={describedBy}>
      <legend>{legend}</legend>
      {help && (
        <div id={`${id}-help`} className="help">
          {help}
        </div>
      )}
      {options.map(({ value, label, note, disabled }) => (
        <label key={value} className="choice">
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            disabled={disabled}
            onChange={(event) =>
              onChange(
                options
                  .map((option) => option.value)
                  .filter((each) => (each === value ? event.target.checked : chosen.includes(each))),
              )
            }
          />
          <span>
            {label} {note && <span className="quiet">{note}</span>}
          </span>
        </label>
      ))}
      {fault && (
        <p id={`${id}-fault`} className="fault">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
