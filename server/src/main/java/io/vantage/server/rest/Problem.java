package io.vantage.server.rest;

import java.util.List;

/** Ends a request with a problem document (RFC 9457). */
public final class Problem extends RuntimeException {
  private final int status;
  private final String title;
  private final transient List<FieldError> errors;

  Problem(int status, String title, String detail, List<FieldError> errors) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = List.copyOf(errors);
  }

  /** 400: parts of the request that break rules. */
  public static Problem badRequest(List<FieldError> errors) {
    FieldError first = errors.get(0);
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return new Problem(400, "Bad request", first.field() + ": " + first.rule() + more, errors);
  }

  public static Problem badRequest(String field, String rule) {
    return badRequest(List.of(new FieldError(field, rule)));
  }

  /** 404: no such thing; the detail lists what exists. */
  public static Problem notFound(String detail) {
    return new Problem(404, "Not found", detail, List.of());
  }

  /** 409: understood, but the state does not allow it. */
  public static Problem conflict(String detail) {
    return new Problem(409, "Conflict", detail, List.of());
  }

  /** 503: cannot be served now; try again. */
  static Problem unavailable(String detail) {
    return new Problem(503, "Unavailable", detail, List.of());
  }

  /** 504: not done by the deadline. */
  static Problem timeout(String detail) {
    return new Problem(504, "Timeout", detail, List.of());
  }

  int status() {
    return status;
  }

  String title() {
    return title;
  }

  List<FieldError> errors() {
    return errors;
  }

  /**
   * A part of a request that breaks a rule.
   *
   * @param field name of the field or parameter, as {@code [2].priority}
   */
  public record FieldError(String field, String rule) {}
}
