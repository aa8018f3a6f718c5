package embeddedcloud.ec2;

import embeddedcloud.blocks.BlockSnapshot;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotRecycleBinInfo;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/** Reads and sets an account's state without going through the API. */
record AccountState(
    Account account,
    SnapshotProgress progress,
    SnapshotLocks locks,
    SnapshotArchive archive,
    RecycleBin recycleBin,
    SnapshotCopies copies,
    FastRestoreActions fastRestores,
    VolumeModificationActions modifications) {

  Ec2State state() {
    return new Ec2State(
        locks.all(),
        account.tiers.all().toList(),
        fastRestores.all(),
        modifications.all(),
        account
            .snapshots
            .all()
            .filter(snapshot -> !account.owns(snapshot))
            .flatMap(snapshot -> TagActions.described(snapshot.snapshotId(), snapshot.tags()))
            .toList(),
        account.recycled.all().map(RecycleBin.Recycled::snapshot).toList(),
        account.recycled.all().map(RecycleBin.Recycled::info).toList(),
        new Ec2Hidden(
            account.encryption.byDefault(),
            account.encryption.chosenKey(),
            recycleBin.retention(),
            copies.copies(),
            progress.pending(),
            account.booted()));
  }

  /** Adds state to resources that already exist. */
  void add(Ec2State state) {
    Ec2Hidden hidden = state.hidden();
    state.locks().forEach(lock -> account.locks.add(lock, account.now()));
    state.tiers().forEach(archive::add);
    state
        .fastRestores()
        .forEach(item -> fastRestores.enable(item.snapshotId(), item.availabilityZone()));
    state.modifications().forEach(modifications::add);
    Map<String, SnapshotRecycleBinInfo> infos =
        state.recycleBin().stream()
            .collect(Collectors.toMap(SnapshotRecycleBinInfo::snapshotId, Function.identity()));
    for (Snapshot snapshot : state.recycled()) {
      BlockSnapshot empty =
          account.blocks.createVolume(snapshot.volumeSize() * Account.GIB).snapshot();
      account.putBlocks(snapshot.snapshotId(), empty);
      recycleBin.add(new RecycleBin.Recycled(snapshot, infos.get(snapshot.snapshotId())));
    }
    recycleBin.retain(hidden.retention());
    account.encryption.set(hidden.encryptedByDefault(), hidden.defaultKey());
    copies.add(hidden.copies());
    hidden.pending().forEach(progress::resume);
    hidden.booted().forEach(account::booted);
  }

  /** Adds this account's tags to snapshots that other accounts share with it. */
  void addSharedTags(List<TagDescription> tags) {
    for (TagDescription added : tags) {
      AccountContents.existing(account.snapshots.findNew(added.resourceId()), added.resourceId());
      Tag tag = Tag.builder().key(added.key()).value(added.value()).build();
      account.snapshots.update(
          added.resourceId(),
          snapshot ->
              snapshot.toBuilder().tags(TagRules.added(snapshot.tags(), List.of(tag))).build());
    }
  }
}
