using System.Runtime.InteropServices;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// A text of Intel's PCS: an object of a body and its signature. What is signed are the body's bytes as they were
/// received, so they are kept, and never written anew.
/// </summary>
internal abstract class SignedCollateral
{
    private const int DeepestJson = 16;
    private const string SignatureMember = "signature";

    private protected SignedCollateral(PcsElement body, byte[] signature)
    {
        Signed = JsonMarshal.GetRawUtf8Value(body.Json).ToArray();
        Signature = signature;
        Id = body.Optional("id")?.Text();
        Version = body.Member("version").Number(byte.MaxValue);
        IssueDate = body.Member("issueDate").Time();
        NextUpdate = body.Member("nextUpdate").Time();
        EvaluationNumber = body.Member("tcbEvaluationDataNumber").Number(int.MaxValue);
    }

    /// <summary>The signed bytes.</summary>
    public byte[] Signed { get; }

    /// <summary>R and S over them.</summary>
    public byte[] Signature { get; }

    /// <summary>What it is about; null in TCB info of version 2, which is of SGX.</summary>
    public string? Id { get; }

    public uint Version { get; }

    public DateTimeOffset IssueDate { get; }

    public DateTimeOffset NextUpdate { get; }

    public uint EvaluationNumber { get; }

    /// <summary>Whether a moment lies in its validity.</summary>
    public bool IsCurrent(DateTimeOffset time) => IssueDate <= time && time <= NextUpdate;

    /// <summary>Whether a certificate's key signed it.</summary>
    public bool IsSignedBy(X509Certificate signer) => P256Signature.VerifyShared(signer.PublicKey.Span, Signed, Signature);

    /// <summary>Reads TCB info or the identity of an enclave.</summary>
    /// <exception cref="CollateralException">It is neither.</exception>
    public static SignedCollateral Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DeepestJson, AllowDuplicateProperties = false });
            var root = new PcsElement(document.RootElement, "$");
            byte[] signature = root.Member(SignatureMember).Hex(DcapQuote.PointLength);
            PcsElement? tcbInfo = root.Optional("tcbInfo"), identity = root.Optional("enclaveIdentity");
            if (tcbInfo is null == identity is null || document.RootElement.GetPropertyCount() != 2)
                throw new CollateralException("$", "there must be 'tcbInfo' or 'enclaveIdentity', and 'signature', and nothing else.");
            return tcbInfo is { } info ? new TcbInfo(info, signature) : new EnclaveIdentity(identity!.Value, signature);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Texts that are not UTF-8 show only when they are read.
            throw new CollateralException("$", $"it is not well-formed JSON: {e.Message}", e);
        }
    }
}
