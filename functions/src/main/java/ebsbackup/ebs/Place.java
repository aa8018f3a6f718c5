package ebsbackup.ebs;

/** An account in a Region. */
public record Place(String account, String region) {

  /** Returns the account and Region in the ARN of an execution. */
  public static Place ofArn(String arn) {
    String[] words = arn.split(":", -1);
    return new Place(words[4], words[3]);
  }
}
