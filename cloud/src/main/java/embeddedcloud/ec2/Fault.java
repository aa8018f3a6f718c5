package embeddedcloud.ec2;

import static java.util.Objects.requireNonNull;

/** What goes wrong with a call. */
public sealed interface Fault {

  /** EC2 answers with this error code and does nothing. */
  record Refuse(String code, String message) implements Fault {
    public Refuse {
      requireNonNull(code);
      requireNonNull(message);
    }
  }

  /** EC2 does what was asked, then the connection breaks before the reply has arrived. */
  record LoseReply() implements Fault {}

  /** EC2 does what was asked, but the caller's patience ends before the reply has arrived. */
  record TimeOut() implements Fault {}

  /** Something else happens just before the call is carried out. */
  record Interfere(Runnable event) implements Fault {
    public Interfere {
      requireNonNull(event);
    }
  }
}
