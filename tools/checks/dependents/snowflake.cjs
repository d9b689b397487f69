'use strict';

exports.packages = ['snowflake-sdk@3.3.0'];

/** Files on their way into a data warehouse: a client without a credential (`null`), `originalResponse`, blocks by hand. */
exports.use = async ({ step, library, connectionString, container: name, endpoint }) => {
  const fs = require('node:fs');
  const os = require('node:os');
  const path = require('node:path');
  const AzureUtil = require(path.resolve('node_modules/snowflake-sdk/dist/lib/file_transfer_agent/azure_util.js'));
  const container = library.BlobServiceClient.fromConnectionString(connectionString).getContainerClient(name);
  await container.create();
  const permissions = library.ContainerSASPermissions.parse('rcwdl');
  const signed = await container.generateSasUrl({ permissions, expiresOn: new Date(Date.now() + 3600_000) });
  const transfer = new AzureUtil({ getProxy: () => undefined, accessUrl: endpoint });
  const encryption = { key: 'key', iv: 'iv', matDesc: '{"queryId":"1"}' };
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'blobferry-snowflake-'));
  const file = path.join(folder, 'file.csv');
  fs.writeFileSync(file, 'a,b\n1,2\n');

  const fileMeta = (others = {}, token = new URL(signed).search) => ({
    stageInfo: { endPoint: `${endpoint}/`, creds: { AZURE_SAS_TOKEN: token }, location: `${name}/stage` },
    dstFileName: 'file.csv',
    srcFileName: 'file.csv',
    SHA256_DIGEST: 'digest',
    uploadSize: 8,
    ...others,
  });
  /** What an action leaves in the description of its file, which it changes instead of throwing. */
  async function outcome(meta, action) {
    const result = await action(meta);
    const { resultStatus, dstFileSize, lastError } = meta;
    const error = lastError && { name: lastError.name, code: lastError.code, statusCode: lastError.statusCode };
    return { result, resultStatus, dstFileSize, error };
  }
  const header = (meta) => outcome(meta, () => transfer.getFileHeader(meta, meta.srcFileName));
  const upload = (meta) => outcome(meta, () => transfer.uploadFile(file, meta, encryption, 3));
  const forged = () => fileMeta({}, '?sv=2020-02-10&sig=x');

  try {
    await step('header of what is not there', () => header(fileMeta()));
    await step('upload', () => upload(fileMeta()));
    await step('header', () => header(fileMeta()));
    await step('properties', async () => {
      const properties = await container.getBlobClient('stage/file.csv').getProperties();
      return [properties.metadata, properties.contentType, properties.contentEncoding, properties.contentLength];
    });
    for (const [label, source] of Object.entries({ 'a buffer': Buffer.from('abc'), 'a string': 'häß' })) {
      await step(`upload ${label}`, () => {
        const meta = fileMeta({ dstFileName: label });
        return outcome(meta, () => transfer.uploadFileStream(source, meta, encryption));
      });
    }
    await step('upload in blocks', () => {
      const meta = fileMeta({ dstFileName: 'blocks' });
      return outcome(meta, () => transfer.uploadFileMultipart(file, 8, meta, encryption));
    });
    await step('download', async () => {
      const target = path.join(folder, 'downloaded');
      const meta = fileMeta();
      return [await outcome(meta, () => transfer.nativeDownloadFile(meta, target)), fs.readFileSync(target, 'utf8')];
    });
    await step('download what is not there', () => {
      const meta = fileMeta({ srcFileName: 'none' });
      return outcome(meta, () => transfer.nativeDownloadFile(meta, path.join(folder, 'none')));
    });
    await step('upload with a forged signature', () => upload(forged()));
    await step('header with a forged signature', () => header(forged()));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
};
