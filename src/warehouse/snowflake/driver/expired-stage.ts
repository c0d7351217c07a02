import { createRequire } from 'node:module'

/** The driver's uploader, by the slice of it that is changed. */
interface Uploader {
  uploadOneFileWithRetry(meta: UploadState): Promise<void>
}

interface UploadState {
  resultStatus?: unknown
}

type UploaderConstructor = new (...settings: readonly unknown[]) => Uploader

/**
 * Makes an upload whose stage token has expired fail, so that the next `PUT` asks for a new token. By itself the
 * driver uploads again with the old one, without a pause and for ever, since its renewal was never written
 * (`renewExpiredClient`, snowflake-sdk 3.3.0). Must be called before the driver is imported.
 */
export function failExpiredUploads(): void {
  const storage: { RemoteStorageUtil: UploaderConstructor } = createRequire(import.meta.url)(
    'snowflake-sdk/dist/lib/file_transfer_agent/remote_storage_util.js',
  )
  storage.RemoteStorageUtil = class extends storage.RemoteStorageUtil {
    constructor(...settings: readonly unknown[]) {
      super(...settings)
      // The driver's methods are the object's own: made by its constructor, so changed here.
      const upload = this.uploadOneFileWithRetry
      this.uploadOneFileWithRetry = async (meta) => {
        await upload.call(this, meta)
        if (meta.resultStatus === 'RENEW_TOKEN') throw new Error('the stage token has expired')
      }
    }
  }
}
