'use strict';

// Lists as the service may send them: empty elements, unknown elements. A scripted server responds to both libraries.

const assert = require('node:assert/strict');
const { describe, test } = require('node:test');

const { blobferry, isReference, reference, libraries } = require('../support/libraries');
const { differences } = require('../parity/compare');
const { describe: describeValue } = require('../parity/describe');
const { makeNormalizer } = require('../parity/normalize');
const { DATE, blobNamed, byHierarchy, containers, flat, found, listing, withServer, xml } = require('./lists-helpers');

const EMPTY_BLOB =
  '<Blob><Name/><Snapshot/><VersionId></VersionId><Deleted/><IsCurrentVersion/><HasVersionsOnly/><Properties><Content-Type/>' +
  '<Content-Encoding></Content-Encoding><Content-MD5/><Content-Length/><ServerEncrypted/><Etag/><BlobType/><AccessTier/><TagCount/>' +
  '<CopySource/><LegalHold/></Properties><Metadata><a/><b></b></Metadata><Tags><TagSet><Tag><Key>k</Key><Value/></Tag></TagSet></Tags></Blob>';
const DIRECTORY =
  `<Blob><Name>d</Name><Placeholder>true</Placeholder><Properties><Creation-Time>${DATE}</Creation-Time><Etag>0x1</Etag>` +
  '<ResourceType>directory</ResourceType><Owner>$superuser</Owner><Group>g</Group><Permissions>rwxr-x---</Permissions>' +
  '<Acl>user::rwx,group::r-x</Acl><EncryptionContext/><x-ms-new>1</x-ms-new><Nested><A>1</A><B/></Nested><Twice>1</Twice><Twice>2</Twice>' +
  '</Properties><Unknown kind="1">text</Unknown></Blob>';
const PREFIX =
  `<BlobPrefix><Name>d/</Name><Properties><Creation-Time>${DATE}</Creation-Time><Content-Length>0</Content-Length><Etag>0x1</Etag>` +
  '<ResourceType>directory</ResourceType><Owner>o</Owner><Group/><Permissions>rwx</Permissions><Acl>a</Acl></Properties>' +
  '<Extra>1</Extra></BlobPrefix>';

/** Each: the call, and the response of the server. */
const SHAPES = {
  'a page without anything': [flat, listing('')],
  'a page that is empty in every element': [
    flat,
    listing(EMPTY_BLOB, '<Prefix></Prefix><Marker/><MaxResults/><Delimiter/><NextMarker/>'),
  ],
  'the same by hierarchy': [
    byHierarchy,
    listing(EMPTY_BLOB, '<Prefix/><Marker></Marker><MaxResults/><Delimiter/><NextMarker></NextMarker>'),
  ],
  'a blob without properties': [flat, listing('<Blob><Name>a</Name><Properties/><Tags/></Blob>')],
  'spaces are text': [
    flat,
    listing('<Blob><Name> a </Name><Properties><Content-Type> </Content-Type></Properties></Blob>'),
  ],
  'a directory and its prefix': [byHierarchy, listing(DIRECTORY + PREFIX, '<New>1</New><Delimiter>/</Delimiter>')],
  'a directory in a flat listing': [flat, listing(DIRECTORY)],
  containers: [
    containers,
    '<EnumerationResults ServiceEndpoint="https://h/"><Prefix/><Marker/><MaxResults/><New/><Containers><Container><Name/><Version/>' +
      '<Deleted/><Properties><Etag/><PublicAccess/><LeaseState/><HasLegalHold/><New>1</New></Properties><Metadata><a/></Metadata><New/>' +
      '</Container></Containers><NextMarker/></EnumerationResults>',
  ],
  'no containers': [
    containers,
    '<EnumerationResults ServiceEndpoint=""><Containers/><NextMarker/></EnumerationResults>',
  ],
  'blobs by tags': [
    found,
    '<EnumerationResults ServiceEndpoint="https://h/"><Where/><Blobs><Blob><Name/><ContainerName/><Tags><TagSet><Tag><Key>k</Key><Value/>' +
      '</Tag></TagSet></Tags><New>1</New></Blob><Blob><Name>b</Name><ContainerName>c</ContainerName><Tags/></Blob></Blobs><NextMarker/>' +
      '</EnumerationResults>',
  ],
  'no blocks': [({ block }) => block.getBlockList('all'), '<BlockList><CommittedBlocks/></BlockList>'],
  'no ranges': [({ page }) => page.getPageRanges(), '<PageList/>'],
};

describe('shapes of lists', () => {
  for (const [name, [call, body]] of Object.entries(SHAPES)) {
    test(name, async () => {
      const [expected, actual] = [];
      const outcomes = [expected, actual];
      for (const [index, library] of [reference, blobferry].entries()) {
        const normalize = makeNormalizer(new Map());
        outcomes[index] = await withServer(
          () => xml(body),
          async (clients) => describeValue(await call(clients), normalize),
          library,
        );
      }
      const unexplained = differences(...outcomes).filter(
        // The service versions differ on purpose, the server repeats them; and each server has a port of its own. 12.32 has no
        // `smartAccessTier`.
        ({ where }) => !/(x-ms-version|\.version|^version|request\.url|\.smartAccessTier)$/.test(where),
      );
      assert.deepEqual(unexplained, []);
    });
  }

  test('a known property cannot be replaced by an element of its name', { skip: isReference }, async () => {
    const body = listing(
      '<Blob><Name>a</Name><name>x</name><properties>x</properties><Properties><Etag>1</Etag><etag>2</etag></Properties></Blob>',
      '<segment>x</segment><constructor>c</constructor><_response>x</_response><__proto__><x>1</x></__proto__>',
    );
    await withServer(
      () => xml(body),
      async (clients) => {
        const result = await flat(clients);
        const [item] = result.segment.blobItems;
        assert.equal(item.name, 'a');
        assert.equal(item.properties.etag, '1');
        assert.equal(result._response.status, 200);
        assert.equal({}.x, undefined);
        assert.equal(result.constructor, 'c');
        assert.equal(Object.getPrototypeOf(result), Object.prototype);
      },
    );
  });

  test('a time that is there but empty is absent, where the reference has an invalid one', async () => {
    const body = listing('<Blob><Name>a</Name><Properties><CopyCompletionTime/></Properties></Blob>');
    for (const [name, library] of Object.entries(libraries)) {
      const { properties } = await withServer(
        () => xml(body),
        async (clients) => (await flat(clients)).segment.blobItems[0],
        library,
      );
      if (name === 'reference') assert.ok(Number.isNaN(properties.copyCompletedOn.getTime()));
      else if (!isReference) assert.equal(properties.copyCompletedOn, undefined);
    }
  });

  test('_response goes along with a spread, and has the text', async () => {
    const body = `\ufeff${listing(blobNamed('é €'))}`;
    for (const library of Object.values(libraries)) {
      await withServer(
        () => xml(body),
        async (clients) => {
          const copy = { ...(await flat(clients)) };
          assert.equal(copy._response.status, 200);
          assert.equal(copy._response.bodyAsText, body);
          assert.equal(copy._response.parsedBody.segment.blobItems[0].name, 'é €');
          assert.equal(copy._response.parsedBody._response, undefined);
          assert.equal(copy._response.parsedHeaders._response, undefined);
        },
        library,
      );
    }
  });
});
