package embeddedcloud.ec2;

import static java.util.Objects.requireNonNull;

/** What goes wrong with a call. */
public sealed interface Fault {

  /** EC2 returns this error code and does nothing. */
  record Refuse(String code, String message) implements Fault {
    public Refuse {
      requireNonNull(code);
      requireNonNull(message);
    }
  }

  /** EC2 carries out the call, but the connection breaks before the response arrives. */
  record LoseReply() implements Fault {}

  /** EC2 carries out the call, but the caller times out before the response arrives. */
  record TimeOut() implements Fault {}

  /** Something else happens just before the call is carried out. */
  record Interfere(Runnable event) implements Fault {
    public Interfere {
      requireNonNull(event);
    }
  }
}
