import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { type MessageKey, t } from '../i18n/i18n';
import { announce } from './live_regions';
import { underWay } from './running';

interface FormShellProps {
  name: string; // Of the hooks for tests: `<name>-submit`, `<name>-cancel`.
  label: string;
  submit: string;
  missing: () => MessageKey | null; // Why it cannot be sent yet.
  onSubmit: () => void;
  onClose: () => void;
  children: ComponentChildren;
  complaint: Signal<MessageKey | null>; // Set to what `missing` says when it is sent.
}

// A form in its place under the buttons: the focus goes into it, Escape closes it, Ctrl+Enter sends it.
// What was typed is the caller's, and outlives both.
export function FormShell(props: FormShellProps) {
  const { name, label, submit, missing, onSubmit, onClose, children, complaint } = props;
  const element = useRef<HTMLFormElement>(null);
  useLayoutEffect(() => element.current?.querySelector<HTMLElement>('textarea, input, select')?.focus(), []);

  const send = () => {
    const reason = missing();
    complaint.value = reason;
    if (reason === null) return onSubmit();
    announce('refusal', () => t(reason));
    const wanted = element.current?.querySelectorAll<HTMLInputElement>('[required]') ?? [];
    [...wanted].find((field) => field.value.trim() === '')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && event.ctrlKey) send();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <form
      ref={element}
      class="action-form"
      noValidate
      aria-label={label}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      data-testid={`${name}-form`}
    >
      {children}
      {complaint.value && (
        <p class="refusal" data-testid="form-missing">
          {t(complaint.value)}
        </p>
      )}
      <div class="form-buttons">
        <button type="submit" class="primary" aria-disabled={underWay.value !== null} data-testid={`${name}-submit`}>
          {underWay.value ? t('action.busy') : submit}
        </button>
        <button type="button" onClick={onClose} data-testid={`${name}-cancel`}>
          {t('action.cancel')}
        </button>
        <small class="quiet">{t('form.keys')}</small>
      </div>
    </form>
  );
}
