namespace Enarx.Attestation;

/// <summary>The error of everything that is read and is no evidence.</summary>
internal static class Unrecognized
{
    private const string Accepted = "Accepted are a SEV-SNP report, an SGX or TDX quote, an Arm CCA or PSA token, a Nitro attestation document, "
        + "an Azure HCL report, NVIDIA SPDM measurements, an IBM host key document and SEV platform certificates; as they are, in hexadecimal, base64 or PEM, "
        + "in a certificate or certification request, a conceptual message wrapper, or the JSON of Confidential Containers or NVIDIA.";

    /// <summary>Says what was seen where.</summary>
    /// <param name="where">The layers that were opened to get there, each with a space before it; empty for the input itself.</param>
    /// <param name="offset">Offset in bytes in the innermost layer.</param>
    /// <param name="problem">What was seen, ending with a full stop.</param>
    /// <param name="inner">The cause.</param>
    public static KeepException At(string where, int offset, string problem, Exception? inner = null) =>
        new(KeepErrorId.EvidenceUnrecognized, $"No evidence could be read from the input{(where.Length == 0 ? "" : $" (in:{where})")}: at byte {offset}: {problem} {Accepted}", inner);
}
