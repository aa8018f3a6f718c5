package embeddedcloud.kms;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;

/**
 * The keys of an account in one Region, as {@code DescribeKey}, {@code ListAliases} and {@code
 * GetKeyPolicy} show them.
 *
 * @param keys the keys; empty if they are not known
 * @param policies the policies that differ from the default, as JSON documents by the ARN of the
 *     key
 * @param access what the account may do with keys, by their ARN; full access to all others
 */
public record KeyListing(
    List<KeyMetadata> keys,
    List<AliasListEntry> aliases,
    Map<String, String> policies,
    Map<String, KeyAccess> access) {
  public static final KeyListing NONE = new KeyListing(List.of(), List.of(), Map.of(), Map.of());

  public KeyListing {
    keys = List.copyOf(keys);
    aliases = List.copyOf(aliases);
    policies = Collections.unmodifiableMap(new TreeMap<>(policies));
    policies.values().forEach(KeyPolicy::of);
    access = Collections.unmodifiableMap(new TreeMap<>(access));
  }
}
