export {
  type Answer,
  type Call,
  type Check,
  type Filter,
  generateKeys,
  LegworkClient,
  LegworkError,
  type LegworkOptions,
  type Question,
  type Result,
} from './client.ts';
export { type Receipt, ReceiptError, type Verified, verifyReceipt } from './receipt.ts';
