// The one error of this client is that of the transport below it, under the client's own name.
export {
  isTransient, TransferError as OciError,
  type TransferErrorCode as OciErrorCode, type TransferErrorDetails as OciErrorDetails, type ServerErrorEntry as RegistryErrorEntry,
} from '../http-client/errors';
