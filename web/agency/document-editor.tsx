import { TableKit } from '@tiptap/extension-table';
import { EditorContent, useEditor, useEditorState } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useTranslation } from 'react-i18next';

interface EditorProps {
  id: string;
  labelledBy: string;
  describedBy?: string | undefined;
  faulty: boolean;
  html: string;
  onChange(html: string): void;
}

/** A text with headings, lists, tables and links: what a document may hold, and nothing else. */
export function DocumentEditor({ id, labelledBy, describedBy, faulty, html, onChange }: EditorProps) {
  const { t } = useTranslation();
  const editor = useEditor({
    injectCSS: false,
    content: html,
    extensions: [
      StarterKit.configure({
        heading: { levels: [2, 3, 4] },
        link: {
          openOnClick: false,
          autolink: true,
          defaultProtocol: 'https',
          HTMLAttributes: { rel: null, target: null },
        },
      }),
      TableKit.configure({ table: { resizable: false } }),
    ],
    editorProps: {
      attributes: {
        id,
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': labelledBy,
        ...(describedBy && { 'aria-describedby': describedBy }),
      },
    },
    onUpdate: ({ editor: changed }) => onChange(changed.isEmpty ? '' : changed.getHTML()),
  });
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      h2: now.isActive('heading', { level: 2 }),
      h3: now.isActive('heading', { level: 3 }),
      bold: now.isActive('bold'),
      bulletList: now.isActive('bulletList'),
      orderedList: now.isActive('orderedList'),
      blockquote: now.isActive('blockquote'),
      link: now.isActive('link'),
      table: now.isActive('table'),
    }),
  });
  const act = () => editor.chain().focus();
  const link = () => {
    if (on.link) return act().unsetLink().run();
    const href = window.prompt(t('documents.editor.linkTo'), 'https://');
    return href && /^(https?:|mailto:|tel:)/.test(href) ? act().setLink({ href }).run() : false;
  };
  const tools: [keyof typeof on, () => unknown][] = [
    ['h2', () => act().toggleHeading({ level: 2 }).run()],
    ['h3', () => act().toggleHeading({ level: 3 }).run()],
    ['bold', () => act().toggleBold().run()],
    ['bulletList', () => act().toggleBulletList().run()],
    ['orderedList', () => act().toggleOrderedList().run()],
    ['blockquote', () => act().toggleBlockquote().run()],
    ['link', link],
    [
      'table',
      () => (on.table ? act().deleteTable().run() : act().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run()),
    ],
  ];
  return (
    <div className="document-editor" data-fault={faulty}>
      <div className="document-tools" role="toolbar" aria-label={t('documents.editor.tools')} aria-controls={id}>
        {tools.map(([name, run]) => (
          <button key={name} type="button" className="button" data-kind="text" aria-pressed={on[name]} onClick={run}>
            {t(`documents.editor.${name}`)}
          </button>
        ))}
        {on.table && (
          <button type="button" className="button" data-kind="text" onClick={() => act().addRowAfter().run()}>
            {t('documents.editor.row')}
          </button>
        )}
      </div>
      <EditorContent editor={editor} />
    </div>
  );
}
