package ebsbackup.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import ebsbackup.ebs.Snapshot;
import java.util.TreeMap;

/** Writes a snapshot for the result, with EC2's own field names. */
final class SnapshotJson {
  private SnapshotJson() {}

  static JsonElement write(Snapshot snapshot) {
    JsonObject out = new JsonObject();
    out.addProperty("SnapshotId", snapshot.snapshotId());
    out.addProperty("VolumeId", snapshot.volumeId());
    out.addProperty("VolumeSize", snapshot.volumeSize());
    out.addProperty("Description", snapshot.description());
    out.addProperty("StartTime", snapshot.startTime().toString());
    out.addProperty("State", snapshot.state());
    snapshot.stateMessage().ifPresent(text -> out.addProperty("StateMessage", text));
    out.addProperty("Progress", snapshot.progress());
    out.addProperty("Encrypted", snapshot.encrypted());
    snapshot.kmsKeyId().ifPresent(id -> out.addProperty("KmsKeyId", id));
    snapshot.dataEncryptionKeyId().ifPresent(id -> out.addProperty("DataEncryptionKeyId", id));
    out.addProperty("OwnerId", snapshot.ownerId());
    snapshot.ownerAlias().ifPresent(alias -> out.addProperty("OwnerAlias", alias));
    JsonArray tags = new JsonArray();
    // Sorted, so it is always written the same way.
    new TreeMap<>(snapshot.tags())
        .forEach(
            (key, value) -> {
              JsonObject tag = new JsonObject();
              tag.addProperty("Key", key);
              tag.addProperty("Value", value);
              tags.add(tag);
            });
    out.add("Tags", tags);
    return out;
  }
}
