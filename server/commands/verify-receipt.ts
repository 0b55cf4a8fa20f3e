export { verifyReceiptCommand as run } from '../domains/ledger/index.ts';
