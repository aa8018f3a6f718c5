package embeddedcloud.kms;

import embeddedcloud.error.ServiceErrors;
import embeddedcloud.time.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.CancelKeyDeletionResponse;
import software.amazon.awssdk.services.kms.model.DescribeKeyRequest;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.DisableKeyRequest;
import software.amazon.awssdk.services.kms.model.DisableKeyResponse;
import software.amazon.awssdk.services.kms.model.EnableKeyRequest;
import software.amazon.awssdk.services.kms.model.EnableKeyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyRequest;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeySpec;
import software.amazon.awssdk.services.kms.model.KeyState;
import software.amazon.awssdk.services.kms.model.KeyUsageType;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.ListAliasesRequest;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionResponse;

/**
 * The part of AWS KMS that EBS depends on: keys, their states and aliases, and who may use them. It
 * encrypts nothing. The key {@code aws/ebs} exists from the beginning.
 */
public final class EmbeddedKms implements KmsClient {
  /** The name of the key that AWS manages for EBS. */
  public static final String EBS_ALIAS = "alias/aws/ebs";

  private static final int SHORTEST_WAIT = 7;
  private static final int LONGEST_WAIT = 30;

  private final String region;
  private final String accountId;
  private final VirtualClock clock;
  private final Function<String, Optional<EmbeddedKms>> others;
  private final Map<String, KeyMetadata> keys = new LinkedHashMap<>();
  private final Map<String, String> aliases = new TreeMap<>();
  private final Map<String, KeyAccess> access = new TreeMap<>();
  private final Map<String, String> policies = new TreeMap<>();

  /** The ARNs of keys that existed. */
  private final Set<String> deleted = new HashSet<>();

  /** Whether the account has no keys other than those added to it. */
  private boolean complete;

  /**
   * Creates the KMS of an account in a Region.
   *
   * @param others finds the KMS of another account in the Region, by account id
   */
  public EmbeddedKms(
      String region,
      String accountId,
      VirtualClock clock,
      Function<String, Optional<EmbeddedKms>> others) {
    this.region = region;
    this.accountId = accountId;
    this.clock = clock;
    this.others = others;
    // Always the same id, so that a saved world names the same key.
    UUID id = UUID.nameUUIDFromBytes((region + accountId).getBytes(StandardCharsets.UTF_8));
    KeyMetadata ebs = enabled(arn("key/" + id)).toBuilder().keyManager(KeyManagerType.AWS).build();
    add(ebs);
    addAlias(EBS_ALIAS, ebs.arn());
  }

  private String arn(String resource) {
    return "arn:%s:kms:%s:%s:%s"
        .formatted(PartitionMetadata.of(Region.of(region)).id(), region, accountId, resource);
  }

  private KeyMetadata enabled(String arn) {
    return KeyMetadata.builder()
        .awsAccountId(arn.split(":", -1)[4])
        .keyId(arn.substring(arn.indexOf('/') + 1))
        .arn(arn)
        .creationDate(clock.instant())
        .enabled(true)
        .keyState(KeyState.ENABLED)
        .keySpec(KeySpec.SYMMETRIC_DEFAULT)
        .keyUsage(KeyUsageType.ENCRYPT_DECRYPT)
        .keyManager(KeyManagerType.CUSTOMER)
        .multiRegion(false)
        .build();
  }

  /**
   * Creates a symmetric key in the account and enables it.
   *
   * @param alias such as {@code alias/backup}
   * @return the key's ARN
   */
  public String createKey(String alias) {
    UUID id = UUID.nameUUIDFromBytes((accountId + alias).getBytes(StandardCharsets.UTF_8));
    KeyMetadata key = enabled(arn("key/" + id));
    add(key);
    addAlias(alias, key.arn());
    return key.arn();
  }

  /** Adds the keys of an account. If the listing has any keys, the account has no others. */
  public void add(KeyListing listing) {
    listing.keys().forEach(this::add);
    for (KeyMetadata key : listing.keys()) {
      if (key.deletionDate() != null) {
        Duration left = Duration.between(clock.instant(), key.deletionDate());
        clock.after(left.isNegative() ? Duration.ZERO : left, () -> delete(key.arn()));
      }
    }
    String first = ebsKey();
    listing.aliases().forEach(alias -> addAlias(alias.aliasName(), keyArn(alias.targetKeyId())));
    if (!ebsKey().equals(first)) {
      keys.remove(first);
    }
    complete = !listing.keys().isEmpty();
    policies.putAll(listing.policies());
    access.putAll(listing.access());
  }

  /**
   * The keys in the form that {@link #add(KeyListing)} takes; none if they are those of a new
   * account.
   */
  public KeyListing listing() {
    return complete
            || keys.size() > 1
            || !deleted.isEmpty()
            || !policies.isEmpty()
            || !access.isEmpty()
        ? new KeyListing(
            keys(), listAliases(ListAliasesRequest.builder().build()).aliases(), policies, access)
        : KeyListing.NONE;
  }

  /** Adds a key, or replaces it. */
  public void add(KeyMetadata key) {
    keys.put(key.arn(), key);
    deleted.remove(key.arn());
  }

  /**
   * Adds an alias for a key.
   *
   * @throws IllegalArgumentException when there is no such key
   */
  public void addAlias(String alias, String keyArn) {
    if (!keys.containsKey(keyArn)) {
      throw new IllegalArgumentException("There is no key " + keyArn);
    }
    aliases.put(alias, keyArn);
  }

  /**
   * Makes sure that a key exists and is enabled, because a volume or a snapshot names it, unless it
   * was deleted. If the account's keys are known and do not include it, it was.
   */
  public void expect(String keyArn) {
    if (keyArn != null && homeOf(keyArn).isPresent()) {
      homeOf(keyArn).get().expect(keyArn);
    } else if (keyArn != null
        && keyArn.contains(":key/")
        && !keys.containsKey(keyArn)
        && !deleted.contains(keyArn)
        && !(complete && keyArn.startsWith(arn("key/")))) {
      add(enabled(keyArn));
    }
  }

  /** Sets what the account may do with a key from now on. */
  public void setAccess(String keyArn, KeyAccess to) {
    access.put(keyArn, to);
  }

  /**
   * Sets the key policy, a JSON document. It decides what other accounts may do with the key. For
   * the account itself, {@link #setAccess} decides.
   *
   * @throws IllegalArgumentException when it is not a policy, or not one that {@link KeyPolicy} can
   *     evaluate
   */
  public void setPolicy(String keyArn, String policy) {
    KeyPolicy unused = KeyPolicy.of(policy);
    policies.put(keyArn, policy);
  }

  /** The access set by {@link #setAccess}, or, for a key of another account, by the key policy. */
  public KeyAccess accessTo(String keyArn) {
    return Optional.ofNullable(access.get(keyArn))
        .or(() -> homeOf(keyArn).map(home -> home.policyOf(keyArn).accessOf(accountId)))
        .orElse(KeyAccess.FULL);
  }

  private KeyPolicy policyOf(String keyArn) {
    return KeyPolicy.of(policy(keyArn));
  }

  /** The KMS of the key's account, if that is another account in this Region. */
  private Optional<EmbeddedKms> homeOf(String keyArn) {
    String[] parts = keyArn.split(":", -1);
    return parts.length > 5 && parts[3].equals(region) && !parts[4].equals(accountId)
        ? others.apply(parts[4])
        : Optional.empty();
  }

  /** Changes a key without going through the API. */
  public void change(String name, Consumer<KeyMetadata.Builder> change) {
    KeyMetadata found = existing(name);
    if (!keys.containsKey(found.arn())) {
      throw refused("AccessDeniedException", "The key is of another account: " + found.arn());
    }
    KeyMetadata.Builder key = found.toBuilder();
    change.accept(key);
    add(key.build());
  }

  public List<KeyMetadata> keys() {
    return List.copyOf(keys.values());
  }

  /** The ARN of {@code aws/ebs}, the default key for encryption. */
  public String ebsKey() {
    return existing(EBS_ALIAS).arn();
  }

  /** Finds a key by its id or ARN, or by the name or ARN of an alias. */
  public Optional<KeyMetadata> find(String name) {
    String own = name.startsWith(arn("")) ? name.substring(arn("").length()) : name;
    if (own.startsWith("alias/")) {
      return Optional.ofNullable(aliases.get(own)).map(keys::get);
    }
    Optional<EmbeddedKms> home = homeOf(own);
    return home.isPresent()
        ? home.get().find(own)
        : Optional.ofNullable(keys.get(own.contains(":") ? own : keyArn(own)));
  }

  /**
   * The ARN of the key with that name, or the name itself if there is none, because EC2 accepts any
   * name.
   */
  public String arnOf(String name) {
    return find(name).map(KeyMetadata::arn).orElse(name);
  }

  private String keyArn(String idOrResource) {
    return arn(idOrResource.startsWith("key/") ? idOrResource : "key/" + idOrResource);
  }

  /** Whether EBS can use the key on behalf of the account now. */
  public boolean usable(String name) {
    return find(name)
        .filter(key -> key.keyState() == KeyState.ENABLED)
        .filter(key -> key.keySpec() == KeySpec.SYMMETRIC_DEFAULT)
        .filter(key -> key.keyUsage() == KeyUsageType.ENCRYPT_DECRYPT)
        .filter(key -> key.arn().split(":", -1)[3].equals(region))
        .filter(key -> accessTo(key.arn()) != KeyAccess.NONE)
        .isPresent();
  }

  @Override
  public DescribeKeyResponse describeKey(DescribeKeyRequest request) {
    KeyMetadata key = existing(request.keyId());
    if (accessTo(key.arn()) != KeyAccess.FULL) {
      throw denied("DescribeKey", key);
    }
    return DescribeKeyResponse.builder().keyMetadata(key).build();
  }

  /** Returns the policy of a new key, unless another was set: the account's IAM policies decide. */
  @Override
  public GetKeyPolicyResponse getKeyPolicy(GetKeyPolicyRequest request) {
    KeyMetadata key = byIdOrArn(request.keyId());
    if (accessTo(key.arn()) != KeyAccess.FULL || !key.awsAccountId().equals(accountId)) {
      throw denied("GetKeyPolicy", key);
    }
    return GetKeyPolicyResponse.builder().policyName("default").policy(policy(key.arn())).build();
  }

  private String policy(String keyArn) {
    return Optional.ofNullable(policies.get(keyArn))
        .orElseGet(() -> ownPolicy(keyArn.split(":", -1)[1]));
  }

  private String ownPolicy(String partition) {
    return """
    {"Version": "2012-10-17", "Statement": [{"Sid": "Enable IAM User Permissions", "Effect": "Allow",
     "Principal": {"AWS": "arn:%s:iam::%s:root"}, "Action": "kms:*", "Resource": "*"}]}
    """
        .formatted(partition, accountId);
  }

  @Override
  public EnableKeyResponse enableKey(EnableKeyRequest request) {
    change(
        notPendingDeletion("EnableKey", request.keyId()),
        key -> key.keyState(KeyState.ENABLED).enabled(true));
    return EnableKeyResponse.builder().build();
  }

  @Override
  public DisableKeyResponse disableKey(DisableKeyRequest request) {
    change(
        notPendingDeletion("DisableKey", request.keyId()),
        key -> key.keyState(KeyState.DISABLED).enabled(false));
    return DisableKeyResponse.builder().build();
  }

  @Override
  public ScheduleKeyDeletionResponse scheduleKeyDeletion(ScheduleKeyDeletionRequest request) {
    String arn = notPendingDeletion("ScheduleKeyDeletion", request.keyId());
    int days = Optional.ofNullable(request.pendingWindowInDays()).orElse(LONGEST_WAIT);
    if (days < SHORTEST_WAIT || days > LONGEST_WAIT) {
      throw refused("ValidationException", "PendingWindowInDays must be between 7 and 30");
    }
    change(
        arn,
        key ->
            key.keyState(KeyState.PENDING_DELETION)
                .enabled(false)
                .deletionDate(clock.instant().plus(Duration.ofDays(days))));
    clock.after(Duration.ofDays(days), () -> delete(arn));
    KeyMetadata key = existing(arn);
    return ScheduleKeyDeletionResponse.builder()
        .keyId(key.arn())
        .keyState(key.keyState())
        .deletionDate(key.deletionDate())
        .pendingWindowInDays(days)
        .build();
  }

  /** Deletes the key after its waiting period, unless the deletion was canceled or rescheduled. */
  private void delete(String arn) {
    boolean due =
        Optional.ofNullable(keys.get(arn))
            .map(KeyMetadata::deletionDate)
            .filter(date -> !date.isAfter(clock.instant()))
            .isPresent();
    if (due) {
      keys.remove(arn);
      deleted.add(arn);
      aliases.values().removeIf(arn::equals);
    }
  }

  @Override
  public CancelKeyDeletionResponse cancelKeyDeletion(CancelKeyDeletionRequest request) {
    KeyMetadata key = changeable("CancelKeyDeletion", request.keyId());
    if (key.keyState() != KeyState.PENDING_DELETION) {
      throw refused("KMSInvalidStateException", key.arn() + " is not pending deletion.");
    }
    change(key.arn(), k -> k.keyState(KeyState.DISABLED).deletionDate(null));
    return CancelKeyDeletionResponse.builder().keyId(key.arn()).build();
  }

  @Override
  public ListAliasesResponse listAliases(ListAliasesRequest request) {
    List<AliasListEntry> entries = new ArrayList<>();
    aliases.forEach(
        (alias, arn) ->
            entries.add(
                AliasListEntry.builder()
                    .aliasName(alias)
                    .aliasArn(arn(alias))
                    .targetKeyId(keys.get(arn).keyId())
                    .build()));
    return ListAliasesResponse.builder().aliases(entries).truncated(false).build();
  }

  private KeyMetadata existing(String name) {
    if (name == null) {
      throw refused("ValidationException", "Value null at 'keyId' must not be null");
    }
    return find(name)
        .orElseThrow(() -> refused("NotFoundException", "Key '%s' does not exist".formatted(name)));
  }

  /** The key of an operation that takes no alias. */
  private KeyMetadata byIdOrArn(String name) {
    if (name != null && name.contains("alias/")) {
      throw refused("NotFoundException", "Invalid keyId '%s'".formatted(name));
    }
    return existing(name);
  }

  /** The key of an operation that only the account can call, and not for a key that AWS manages. */
  private KeyMetadata changeable(String operation, String name) {
    KeyMetadata key = byIdOrArn(name);
    if (!key.awsAccountId().equals(accountId) || key.keyManager() == KeyManagerType.AWS) {
      throw denied(operation, key);
    }
    return key;
  }

  private String notPendingDeletion(String operation, String name) {
    KeyMetadata key = changeable(operation, name);
    if (key.keyState() == KeyState.PENDING_DELETION) {
      throw refused("KMSInvalidStateException", key.arn() + " is pending deletion.");
    }
    return key.arn();
  }

  private static RuntimeException denied(String operation, KeyMetadata key) {
    return refused(
        "AccessDeniedException",
        "User is not authorized to perform: kms:%s on resource: %s"
            .formatted(operation, key.arn()));
  }

  private static RuntimeException refused(String code, String message) {
    return ServiceErrors.of(KmsException.builder(), "Kms", 400, code, message);
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
