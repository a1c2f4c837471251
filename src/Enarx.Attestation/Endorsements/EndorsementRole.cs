namespace Enarx.Attestation;

/// <summary>
/// What an endorsement can be asked for as. Evidence names the roles that it needs, endorsements the role that they
/// have, so that finding one among thousands is one look-up. A role is read from what nobody has verified yet: it
/// chooses candidates and decides nothing.
/// </summary>
internal static class EndorsementRole
{
    /// <summary>Key certificate of a chip.</summary>
    public static string Vcek(string chipId, SnpTcb tcb) => $"VCEK {chipId} {tcb}";

    /// <summary>Key certificate that a cloud provider loaded.</summary>
    public static string Vlek(SnpProduct? product, SnpTcb tcb) => $"VLEK {product} {tcb}";

    /// <summary>A certificate, by its CN.</summary>
    public static string Certificate(string commonName) => $"certificate {commonName}";

    /// <summary>A revocation list, by the CN of its issuer.</summary>
    public static string List(string issuer) => $"CRL {issuer}";

    /// <summary>Intel's TCB info: <c>SGX</c> or <c>TDX</c>, and the platform's FMSPC in hexadecimal.</summary>
    public static string TcbInfo(string id, string fmspc) => $"TCB info {id} {fmspc.ToLowerInvariant()}";

    /// <summary>Intel's identity of an enclave: <c>QE</c> or <c>TD_QE</c>.</summary>
    public static string Identity(string id) => $"enclave identity {id}";

    /// <summary>All else.</summary>
    public static string Other(EndorsementForm form) => form.ToString();
}
