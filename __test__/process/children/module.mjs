import { BlobServiceClient } from 'blobferry';

const service = new BlobServiceClient('https://account.blob.core.windows.net');
console.log(service.getContainerClient('container').url);
