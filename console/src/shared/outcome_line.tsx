import { result } from './running';

// What came of the latest command about `subject`.
export function OutcomeLine({ subject }: { subject: string }) {
  const shown = result.value?.subject === subject ? result.value : null;
  if (!shown) return null;
  const name = shown.refused ? 'refusal' : 'done';
  return (
    <p class={name} data-testid={name}>
      {shown.text()}
    </p>
  );
}
