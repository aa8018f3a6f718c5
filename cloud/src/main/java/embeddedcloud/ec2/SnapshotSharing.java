package embeddedcloud.ec2;

import embeddedcloud.kms.KeyAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.util.DefaultSdkAutoConstructList;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermission;
import software.amazon.awssdk.services.ec2.model.CreateVolumePermissionModifications;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySnapshotAttributeResponse;
import software.amazon.awssdk.services.ec2.model.OperationType;
import software.amazon.awssdk.services.ec2.model.PermissionGroup;
import software.amazon.awssdk.services.ec2.model.Snapshot;
import software.amazon.awssdk.services.ec2.model.SnapshotAttributeName;
import software.amazon.awssdk.services.ec2.model.StorageTier;

/**
 * ModifySnapshotAttribute and DescribeSnapshotAttribute: which accounts may create volumes from a
 * snapshot. A snapshot that is restored from the Recycle Bin is shared as before.
 *
 * <p>An account of the same world that may use a snapshot sees it among its own snapshots in the
 * same Region, with its own tags instead of the owner's.
 */
final class SnapshotSharing {
  private static final int MAX_CHANGES = 500;
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  private final Account account;
  private final Map<String, Set<String>> accounts = new HashMap<>();
  private final Set<String> everyone = new HashSet<>();

  SnapshotSharing(Account account) {
    this.account = account;
    account.snapshots.onChange(this::show);
  }

  /** Shows the shared snapshots to an account that is new in this world. */
  void showAll() {
    Stream.concat(accounts.keySet().stream(), everyone.stream()).forEach(this::show);
  }

  /** Updates or removes the snapshot in every other account. */
  private void show(String id) {
    Optional<Snapshot> shown =
        account
            .snapshots
            .findNew(id)
            .filter(account::owns)
            .filter(snapshot -> snapshot.storageTier() != StorageTier.ARCHIVE);
    account
        .places
        .inRegion(account.settings.region())
        .map(EmbeddedEc2::account)
        .filter(other -> other != account)
        .forEach(
            other ->
                show(
                    id,
                    shown.filter(
                        s ->
                            everyone.contains(id)
                                || shared(s).contains(other.settings.accountId())),
                    other));
  }

  private void show(String id, Optional<Snapshot> snapshot, Account other) {
    Optional<Snapshot> before = other.snapshots.findNew(id).filter(account::owns);
    if (snapshot.isEmpty() && before.isPresent()) {
      other.sharedIn--;
      other.snapshots.remove(id);
    } else if (snapshot.isPresent() && before.isPresent()) {
      other.snapshots.update(id, shown -> snapshot.get().toBuilder().tags(shown.tags()).build());
    } else if (snapshot.isPresent()) {
      other.sharedIn++;
      other.snapshots.add(
          snapshot.get().toBuilder().tags(DefaultSdkAutoConstructList.getInstance()).build(),
          account.now());
    }
  }

  /**
   * The predicate for RestorableByUserIds. An account can always restore the snapshots that it
   * owns.
   */
  Predicate<Snapshot> restorableBy(List<String> users) {
    return snapshot ->
        users.isEmpty() || users.stream().anyMatch(user -> mayRestore(user, snapshot));
  }

  private boolean mayRestore(String user, Snapshot snapshot) {
    if (user.equals("all")) {
      return ownerOf(snapshot).everyone.contains(snapshot.snapshotId());
    }
    if (user.equals("self") || user.equals(account.settings.accountId())) {
      // A snapshot of an account outside this world is visible only if it is shared with this
      // account.
      return ownerOf(snapshot) == this
          || ownerOf(snapshot).shared(snapshot).contains(account.settings.accountId());
    }
    // Only its owner knows with which other accounts a snapshot is shared.
    return user.equals(snapshot.ownerId()) || shared(snapshot).contains(user);
  }

  private SnapshotSharing ownerOf(Snapshot snapshot) {
    return account
        .places
        .find(snapshot.ownerId(), account.settings.region())
        .map(EmbeddedEc2::sharing)
        .orElse(this);
  }

  private Set<String> shared(Snapshot snapshot) {
    return accounts.getOrDefault(snapshot.snapshotId(), Set.of());
  }

  /** Snapshots have no product codes here. Only the owner of a snapshot may make the call. */
  DescribeSnapshotAttributeResponse describe(DescribeSnapshotAttributeRequest request) {
    if (request.attribute() == null) {
      throw Ec2Errors.missing("attribute");
    }
    Snapshot snapshot = account.ownSnapshot(request.snapshotId());
    DescribeSnapshotAttributeResponse.Builder answer =
        DescribeSnapshotAttributeResponse.builder().snapshotId(snapshot.snapshotId());
    switch (request.attribute()) {
      case CREATE_VOLUME_PERMISSION -> answer.createVolumePermissions(permissions(snapshot));
      case PRODUCT_CODES -> answer.productCodes(List.of());
      case UNKNOWN_TO_SDK_VERSION -> throw unknown(request.attributeAsString());
    }
    Ec2Errors.ifDryRun(request.dryRun());
    return answer.build();
  }

  private List<CreateVolumePermission> permissions(Snapshot snapshot) {
    List<CreateVolumePermission> permissions = new ArrayList<>();
    if (everyone.contains(snapshot.snapshotId())) {
      permissions.add(CreateVolumePermission.builder().group(PermissionGroup.ALL).build());
    }
    shared(snapshot)
        .forEach(user -> permissions.add(CreateVolumePermission.builder().userId(user).build()));
    return permissions;
  }

  ModifySnapshotAttributeResponse modify(ModifySnapshotAttributeRequest request) {
    Snapshot snapshot = account.ownSnapshot(request.snapshotId());
    if (request.attribute() != null
        && request.attribute() != SnapshotAttributeName.CREATE_VOLUME_PERMISSION) {
      throw unknown(request.attributeAsString());
    }
    CreateVolumePermissionModifications change = change(request);
    checkSize(change);
    change.add().forEach(permission -> checkAdded(permission, snapshot));
    change.remove().forEach(SnapshotSharing::checkForm);
    Ec2Errors.ifDryRun(request.dryRun());
    String id = snapshot.snapshotId();
    for (CreateVolumePermission added : change.add()) {
      add(id, added);
      Optional.ofNullable(added.userId())
          .filter(user -> !user.equals(snapshot.ownerId()))
          .flatMap(user -> account.places.find(user, account.settings.region()))
          .ifPresent(other -> other.account().events.shared(id, snapshot.ownerId()));
    }
    for (CreateVolumePermission removed : change.remove()) {
      if (removed.group() == PermissionGroup.ALL) {
        everyone.remove(id);
      } else {
        accounts.computeIfAbsent(id, i -> new TreeSet<>()).remove(removed.userId());
      }
    }
    show(id);
    return ModifySnapshotAttributeResponse.builder().build();
  }

  private void add(String id, CreateVolumePermission added) {
    if (added.group() == PermissionGroup.ALL) {
      everyone.add(id);
    } else if (!added.userId().equals(account.settings.accountId())) {
      accounts.computeIfAbsent(id, i -> new TreeSet<>()).add(added.userId());
    }
  }

  /** Shares a snapshot with these permissions, without going through the API. */
  void add(DescribeSnapshotAttributeResponse permissions) {
    permissions.createVolumePermissions().forEach(added -> add(permissions.snapshotId(), added));
    show(permissions.snapshotId());
  }

  /** The permissions of every snapshot that has any. */
  List<DescribeSnapshotAttributeResponse> all() {
    return Stream.concat(
            account.snapshots.all(), account.recycled.all().map(RecycleBin.Recycled::snapshot))
        .filter(snapshot -> !permissions(snapshot).isEmpty())
        .map(
            snapshot ->
                DescribeSnapshotAttributeResponse.builder()
                    .snapshotId(snapshot.snapshotId())
                    .createVolumePermissions(permissions(snapshot))
                    .build())
        .toList();
  }

  /** Returns the change in the current form, even if the request uses the older form. */
  private static CreateVolumePermissionModifications change(
      ModifySnapshotAttributeRequest request) {
    CreateVolumePermissionModifications given = request.createVolumePermission();
    List<CreateVolumePermission> listed =
        Stream.concat(
                request.userIds().stream().map(u -> CreateVolumePermission.builder().userId(u)),
                request.groupNames().stream().map(g -> CreateVolumePermission.builder().group(g)))
            .map(CreateVolumePermission.Builder::build)
            .toList();
    if (given != null && listed.isEmpty()) {
      return given;
    }
    if (given != null || listed.isEmpty() || request.operationType() == null) {
      throw combination(
          "either createVolumePermission or operationType with userIds or groupNames is expected");
    }
    CreateVolumePermissionModifications.Builder older =
        CreateVolumePermissionModifications.builder();
    return request.operationType() == OperationType.ADD
        ? older.add(listed).build()
        : older.remove(listed).build();
  }

  private static void checkSize(CreateVolumePermissionModifications change) {
    if (!change.add().isEmpty() && !change.remove().isEmpty()) {
      throw combination("cannot add and remove permissions in one request");
    }
    int changes = change.add().size() + change.remove().size();
    if (changes == 0) {
      throw combination("no permission to add or to remove");
    }
    if (changes > MAX_CHANGES) {
      throw Ec2Errors.badValue("Modification size must not be greater than %d.", MAX_CHANGES);
    }
  }

  private static void checkForm(CreateVolumePermission permission) {
    boolean group = permission.group() == PermissionGroup.ALL && permission.userId() == null;
    boolean user =
        permission.groupAsString() == null
            && permission.userId() != null
            && ACCOUNT.matcher(permission.userId()).matches();
    if (!group && !user) {
      throw Ec2Errors.of(
          "InvalidAMIAttributeItemValue",
          "Invalid attribute item value \"%s\" for createVolumePermission item type.",
          permission.userId() == null ? permission.groupAsString() : permission.userId());
    }
  }

  private void checkAdded(CreateVolumePermission permission, Snapshot snapshot) {
    checkForm(permission);
    if (!Boolean.TRUE.equals(snapshot.encrypted())) {
      return;
    }
    if (permission.group() == PermissionGroup.ALL) {
      throw Ec2Errors.of("OperationNotPermitted", "Encrypted snapshots cannot be shared publicly");
    }
    if (account.kms.ebsKey().equals(snapshot.kmsKeyId())) {
      throw Ec2Errors.of(
          "OperationNotPermitted", "Encrypted snapshots with EBS default key cannot be shared");
    }
    if (account.kms.accessTo(snapshot.kmsKeyId()) == KeyAccess.NONE) {
      throw Ec2Errors.of("AuthFailure", "Not authorized to use key %s", snapshot.kmsKeyId());
    }
  }

  private static AwsServiceException unknown(String attribute) {
    return Ec2Errors.badValue(
        "Value (%s) for parameter attribute is invalid. Unknown attribute.", attribute);
  }

  private static AwsServiceException combination(String message) {
    return Ec2Errors.of("InvalidParameterCombination", "%s", message);
  }
}
