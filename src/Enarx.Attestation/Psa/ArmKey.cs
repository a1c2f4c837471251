using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>A public key that somebody says is a platform's attestation key (CPAK, IAK).</summary>
internal sealed class ArmKey
{
    /// <summary>Takes a key.</summary>
    /// <param name="info">SubjectPublicKeyInfo of a point on P-256, P-384 or P-521, if it is on it.</param>
    /// <param name="implementationId">Implementation id that it is said to be of; null when nothing is said.</param>
    /// <param name="instanceId">Instance id that it is said to be of; null when nothing is said.</param>
    /// <param name="source">Where it stands.</param>
    public ArmKey(byte[] info, byte[]? implementationId, byte[]? instanceId, string source)
    {
        Digest = Sha256Digest.FromBytes(SHA256.HashData(info));
        Key = VerificationKey.Import(info);
        ImplementationId = implementationId;
        InstanceId = instanceId;
        Source = source;
    }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: what the policy names to trust it.</summary>
    public Sha256Digest Digest { get; }

    /// <summary>The key; null when its point is not on the curve.</summary>
    public VerificationKey? Key { get; }

    /// <summary>Implementation id that it is said to be of.</summary>
    public byte[]? ImplementationId { get; }

    /// <summary>Instance id that it is said to be of.</summary>
    public byte[]? InstanceId { get; }

    /// <summary>Where it stands.</summary>
    public string Source { get; }

    /// <summary>Whether nothing says that it is of another platform.</summary>
    public bool MayBeOf(ArmToken token) =>
        (ImplementationId is null || token.ImplementationId.Span.SequenceEqual(ImplementationId))
        && (InstanceId is null || token.InstanceId.Span.SequenceEqual(InstanceId));
}
