package embeddedcloud.kms;

import java.util.List;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;

/**
 * The keys of an account in one Region, as {@code DescribeKey} and {@code ListAliases} show them.
 *
 * @param keys empty if nothing is known of them
 */
public record KeyListing(List<KeyMetadata> keys, List<AliasListEntry> aliases) {
  public static final KeyListing NONE = new KeyListing(List.of(), List.of());

  public KeyListing {
    keys = List.copyOf(keys);
    aliases = List.copyOf(aliases);
  }
}
