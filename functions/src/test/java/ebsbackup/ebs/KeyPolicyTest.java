package ebsbackup.ebs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebsbackup.failure.InvalidInputException;
import ebsbackup.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies as AWS KMS gives them, and what they say about another account. */
class KeyPolicyTest {
  private static final String OTHER = "111122223333";
  private static final String ALL =
      "\"Action\": [\"kms:DescribeKey\", \"kms:CreateGrant\", \"kms:Decrypt\","
          + " \"kms:ReEncryptFrom\", \"kms:GenerateDataKeyWithoutPlaintext\"]";
  private static final String TO_OTHER =
      "\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:root\"}";
  private static final KeyAccess ALLOWED = new KeyAccess.Allowed();
  private static final KeyAccess NOT_ALLOWED = new KeyAccess.NotAllowed(KeyPolicy.NEEDED);

  private static KeyAccess access(String... statements) {
    String policy =
        "{\"Version\": \"2012-10-17\", \"Statement\": [%s]}"
            .formatted(String.join(",", statements));
    return new Json().read(policy, KeyPolicy.class).accessOf(OTHER);
  }

  private static String allow(String principal, String more) {
    return "{\"Effect\": \"Allow\", %s, %s, \"Resource\": \"*\"}".formatted(principal, more);
  }

  private static String deny(String principal, String more) {
    return allow(principal, more).replace("Allow", "Deny");
  }

  private static KeyAccess unknown(String on) {
    return new KeyAccess.Unknown("the policy depends on " + on);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"arn:aws:iam::111122223333:root\"",
        "[\"arn:aws:iam::999999999999:root\", \"arn:aws:iam::111122223333:root\"]",
        "\"111122223333\"",
        "\"*\"",
        "\"arn:aws-us-gov:iam::111122223333:root\"",
        "\"arn:aws:iam::111122223333:role/vault\""
      })
  void aPrincipalOfTheAccount_isAllowed(String principal) {
    assertThat(access(allow("\"Principal\": {\"AWS\": %s}".formatted(principal), ALL)))
        .isEqualTo(ALLOWED);
  }

  @Test
  void everyPrincipalOfAStatement_counts() {
    String[] both = {"arn:aws:iam::999999999999:role/x", "arn:aws:iam::111122223333:%s"};
    String principals = "\"Principal\": {\"AWS\": [\"%s\", \"%s\"]}";
    String root = principals.formatted(both[0], both[1].formatted("root"));
    String role = principals.formatted(both[0], both[1].formatted("role/vault"));

    assertThat(access(allow(role, ALL))).isEqualTo(ALLOWED);
    assertThat(access(allow(TO_OTHER, ALL), deny(root, ALL))).isEqualTo(NOT_ALLOWED);
    assertThat(access(allow(TO_OTHER, ALL), deny(role, ALL)))
        .isEqualTo(unknown("the role or user that asks"));
  }

  @Test
  void everyConditionOfAStatement_counts() {
    String forAws = "\"Bool\": {\"kms:GrantIsForAWSResource\": \"true\"}";
    String via = "\"StringEquals\": {\"kms:ViaService\": \"ec2.eu-central-1.amazonaws.com\"}";
    String condition = ALL + ", \"Condition\": {%s, %s}";

    assertThat(access(allow(TO_OTHER, condition.formatted(forAws, via))))
        .isEqualTo(access(allow(TO_OTHER, condition.formatted(via, forAws))))
        .isEqualTo(unknown("the condition kms:ViaService"));
    String both =
        "\"Bool\": {\"kms:GrantIsForAWSResource\": \"true\", \"aws:SecureTransport\": \"true\"}";
    assertThat(access(allow(TO_OTHER, ALL + ", \"Condition\": {%s}".formatted(both))))
        .isEqualTo(unknown("the condition aws:SecureTransport"));
  }

  @Test
  void everyone_isAllowed() {
    assertThat(access(allow("\"Principal\": \"*\"", ALL))).isEqualTo(ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"AWS\": \"arn:aws:iam::999999999999:root\"}",
        "{\"AWS\": \"999999999999\"}",
        "{\"AWS\": []}",
        "{\"Service\": \"ec2.amazonaws.com\"}",
        "{\"AWS\": \"arn:aws:iam::9111122223333:root\"}",
        "{\"AWS\": \"AIDAEXAMPLE\"}",
        "{\"AWS\": \"a:b:c:d\"}"
      })
  void othersAreNot(String principal) {
    assertThat(access(allow("\"Principal\": " + principal, ALL))).isEqualTo(NOT_ALLOWED);
  }

  @Test
  void aPolicyWithoutStatements_allowsNothing() {
    assertThat(access()).isEqualTo(NOT_ALLOWED);
    assertThat(new Json().read("{\"Statement\": null}", KeyPolicy.class).accessOf(OTHER))
        .isEqualTo(NOT_ALLOWED);
  }

  @Test
  void aStatementThatLacksAPart_allowsNothing() {
    assertThat(access(allow(TO_OTHER, ALL).replace("\"Effect\": \"Allow\",", "")))
        .isEqualTo(NOT_ALLOWED);
    assertThat(access("{\"Effect\": \"Allow\", %s}".formatted(ALL))).isEqualTo(NOT_ALLOWED);
    assertThat(access("{\"Effect\": \"Allow\", %s}".formatted(TO_OTHER))).isEqualTo(NOT_ALLOWED);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"*\"'",
    "'\"kms:*\"'",
    "'\"KMS:*\"'",
    "'[\"kms:DescribeKey\", \"kms:Create*\", \"kms:De*pt\", \"kms:ReEncrypt*\","
        + " \"kms:GenerateDataKey*\"]'",
    "'[\"kms:DescribeKe?\", \"kms:?reateGrant\", \"kms:D????pt\", \"kms:ReEncrypt?rom\","
        + " \"kms:GenerateDataKey*\"]'"
  })
  void wildcardsMatchActions(String actions) {
    assertThat(access(allow(TO_OTHER, "\"Action\": " + actions))).isEqualTo(ALLOWED);
  }

  @Test
  void theActionsThatAreMissing_areNamed() {
    assertThat(access(allow(TO_OTHER, "\"Action\": [\"kms:D*\", \"kms:ReEncryptTo\"]")))
        .isEqualTo(
            new KeyAccess.NotAllowed(
                List.of(
                    "kms:CreateGrant",
                    "kms:ReEncryptFrom",
                    "kms:GenerateDataKeyWithoutPlaintext")));
  }

  @Test
  void severalStatements_allowTogether() {
    assertThat(
            access(
                allow(TO_OTHER, "\"Action\": [\"kms:D*\", \"kms:G*\"]"),
                allow(
                    TO_OTHER,
                    "\"Action\": [\"kms:CreateGrant\", \"kms:ReEncryptFrom\"], \"Condition\":"
                        + " {\"Bool\": {\"kms:GrantIsForAWSResource\": \"true\"}}")))
        .isEqualTo(ALLOWED);
  }

  @Test
  void aGrantForNoAwsResource_isAnotherCondition() {
    assertThat(
            access(
                allow(
                    TO_OTHER,
                    ALL
                        + ", \"Condition\": {\"Bool\": {\"kms:GrantIsForAWSResource\":"
                        + " false}}")))
        .isEqualTo(unknown("the condition kms:GrantIsForAWSResource"));
  }

  @Test
  void anotherConditionThatIsTrue_leavesItOpen() {
    assertThat(
            access(
                allow(
                    TO_OTHER,
                    ALL + ", \"Condition\": {\"Bool\": {\"aws:SecureTransport\": \"true\"}}")))
        .isEqualTo(unknown("the condition aws:SecureTransport"));
  }

  @Test
  void aCondition_leavesItOpen() {
    assertThat(
            access(
                allow(
                    "\"Principal\": \"*\"",
                    ALL
                        + ", \"Condition\": {\"StringEquals\": {\"kms:CallerAccount\":"
                        + " \"111122223333\"}}")))
        .isEqualTo(unknown("the condition kms:CallerAccount"));
  }

  @Test
  void aConditionBesideAPlainStatement_matters_forDenialsOnly() {
    String condition = ", \"Condition\": {\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-1\"}}";

    assertThat(access(allow(TO_OTHER, ALL), allow(TO_OTHER, ALL + condition))).isEqualTo(ALLOWED);
    assertThat(access(allow(TO_OTHER, ALL), deny(TO_OTHER, ALL + condition)))
        .isEqualTo(unknown("the condition aws:PrincipalOrgID"));
  }

  @Test
  void aDenial_goesBeforeWhatIsAllowed() {
    assertThat(access(allow(TO_OTHER, ALL), deny(TO_OTHER, "\"Action\": \"kms:Decrypt\"")))
        .isEqualTo(new KeyAccess.NotAllowed(List.of("kms:Decrypt")));
    assertThat(access(allow(TO_OTHER, ALL), deny("\"Principal\": \"*\"", "\"Action\": \"*\"")))
        .isEqualTo(NOT_ALLOWED);
  }

  @Test
  void aDenialOfOneRole_leavesItOpen() {
    assertThat(
            access(
                allow(TO_OTHER, ALL),
                deny(
                    "\"Principal\": {\"AWS\": \"arn:aws:iam::111122223333:role/x\"}",
                    "\"Action\": \"kms:*\"")))
        .isEqualTo(unknown("the role or user that asks"));
  }

  @Test
  void aDenialOfAnotherAccount_changesNothing() {
    assertThat(
            access(
                allow(TO_OTHER, ALL),
                deny("\"Principal\": {\"AWS\": \"999999999999\"}", "\"Action\": \"kms:*\"")))
        .isEqualTo(ALLOWED);
  }

  @Test
  void whatIsExcluded_leavesItOpen() {
    assertThat(access(allow("\"NotPrincipal\": {\"AWS\": \"999999999999\"}", ALL)))
        .isEqualTo(unknown("NotPrincipal"));
    assertThat(access(allow(TO_OTHER, "\"NotAction\": \"kms:ScheduleKeyDeletion\"")))
        .isEqualTo(unknown("NotAction"));
  }

  @Test
  void aSingleStatement_needsNoList() {
    String policy = "{\"Statement\": %s}".formatted(allow(TO_OTHER, ALL));

    assertThat(new Json().read(policy, KeyPolicy.class).accessOf(OTHER)).isEqualTo(ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{\"Statement\": [1]}",
        "{\"Statement\": \"x\"}",
        "{",
        "null",
        "{\"Statement\": {\"Effect\": \"Deny\", \"Condition\": \"x\"}}"
      })
  void whatIsNoPolicy_isRefused(String text) {
    assertThatThrownBy(() -> new Json().read(text, KeyPolicy.class))
        .isInstanceOf(InvalidInputException.class);
  }
}
