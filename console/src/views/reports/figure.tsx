/** A figure with its name above and a remark below. */
export function Figure({ label, value, about }: { label: string; value: string; about: string }) {
  return (
    <section className="card" aria-label={label}>
      <p className="quiet small">{label}</p>
      <strong>{value}</strong>
      <p className="quiet small">{about}</p>
    </section>
  );
}
