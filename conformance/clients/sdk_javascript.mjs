// The AWS SDK for JavaScript v3 goes through a volume's and a snapshot's life. Arguments: the folder of the
// Node.js tools, an instance's id and its zone. The environment says where the endpoint is.
import { createRequire } from "node:module";
import { strict as assert } from "node:assert";

const [tools, instance, zone] = process.argv.slice(2);
const sdk = createRequire(`${tools}/package.json`)("@aws-sdk/client-ec2");
const client = new sdk.EC2Client({ maxAttempts: 1 });
const waiting = { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };

const send = (command, input) => client.send(new sdk[command + "Command"](input));
const volumes = async (input) => (await send("DescribeVolumes", input)).Volumes;

const tags = [{ Key: "made-by", Value: "javascript <&> ü" }];
const made = await send("CreateVolume", {
  AvailabilityZone: zone,
  Size: 2,
  VolumeType: "gp3",
  TagSpecifications: [{ ResourceType: "volume", Tags: tags }],
});
const VolumeIds = [made.VolumeId];
await sdk.waitUntilVolumeAvailable(waiting, { VolumeIds });
assert.deepEqual((await volumes({ VolumeIds }))[0].Attachments, []);
assert.deepEqual((await volumes({ Filters: [{ Name: "tag:made-by", Values: [tags[0].Value] }] }))[0].Tags, tags);

await send("AttachVolume", { VolumeId: made.VolumeId, InstanceId: instance, Device: "/dev/sdk" });
await sdk.waitUntilVolumeInUse(waiting, { VolumeIds });
const snapshot = await send("CreateSnapshot", { VolumeId: made.VolumeId });
assert.deepEqual(snapshot.Tags, []);
await sdk.waitUntilSnapshotCompleted(waiting, { SnapshotIds: [snapshot.SnapshotId] });
await send("CreateTags", { Resources: [snapshot.SnapshotId], Tags: tags });
let pages = 0;
for await (const page of sdk.paginateDescribeTags({ client, pageSize: 5 }, {})) {
  assert.ok(page.Tags.length <= 5);
  pages += 1;
}
assert.ok(pages > 1);

await send("DetachVolume", { VolumeId: made.VolumeId });
await sdk.waitUntilVolumeAvailable(waiting, { VolumeIds });
await send("DeleteSnapshot", { SnapshotId: snapshot.SnapshotId });
await send("DeleteVolume", { VolumeId: made.VolumeId });
await sdk.waitUntilVolumeDeleted(waiting, { VolumeIds });
await assert.rejects(volumes({ VolumeIds }), { name: "InvalidVolume.NotFound" });
