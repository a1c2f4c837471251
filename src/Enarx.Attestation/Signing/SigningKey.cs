using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation;

/// <summary>
/// A private key on P-256, P-384 or P-521 that signs policies and results: ES256, ES384, ES512 (RFC 7518, section 3.4).
/// It may lie in a hardware token, behind its certificate.
/// </summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        int coordinate = (key.KeySize + 7) / 8;
        (Algorithm, Curve, Hash) = key.KeySize switch
        {
            256 => ("ES256", "P-256", HashAlgorithmName.SHA256),
            384 => ("ES384", "P-384", HashAlgorithmName.SHA384),
            521 => ("ES512", "P-521", HashAlgorithmName.SHA512),
            _ => throw Unusable($"Its curve has {key.KeySize} bits."),
        };
        ECParameters point = key.ExportParameters(includePrivateParameters: false);
        if (point.Q.X?.Length != coordinate || point.Q.Y?.Length != coordinate)
            throw Unusable("Its public point cannot be read.");
        Point = [.. point.Q.X, .. point.Q.Y];
        // Its curve must be the named one of its size, which the fixed form of the public key says.
        byte[] info = VerificationKey.InfoOfPoint(Point);
        if (!info.AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            throw Unusable("Its curve is not one of NIST's.");
        PublicKeyDigest = Sha256Digest.FromBytes(SHA256.HashData(info));
    }

    /// <summary>Name of the algorithm: ES256, ES384 or ES512.</summary>
    public string Algorithm { get; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: what a pin names.</summary>
    public Sha256Digest PublicKeyDigest { get; }

    /// <summary>Name of the curve as a JSON Web Key has it.</summary>
    internal string Curve { get; }

    /// <summary>X and Y.</summary>
    internal byte[] Point { get; }

    private HashAlgorithmName Hash { get; }

    /// <summary>Reads a private key in PEM, not encrypted (RFC 5915, RFC 5958).</summary>
    /// <exception cref="KeepException">SigningKeyUnusable.</exception>
    public static SigningKey FromPem(ReadOnlySpan<char> pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            // A public key alone is imported too.
            key.SignHash(new byte[SHA256.HashSizeInBytes]);
            return new SigningKey(key);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or KeepException)
        {
            key.Dispose();
            throw e as KeepException ?? Unusable("It is not one private key of that kind in PEM; for one that is encrypted, give its certificate.", e);
        }
    }

    /// <summary>Takes the private key of a certificate.</summary>
    /// <exception cref="KeepException">SigningKeyUnusable.</exception>
    public static SigningKey FromCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ECDsa? key = null;
        try
        {
            key = certificate.GetECDsaPrivateKey() ?? throw Unusable($"The certificate '{certificate.Subject}' has no private key of that kind.");
            return new SigningKey(key);
        }
        catch (Exception e) when (e is CryptographicException or KeepException)
        {
            key?.Dispose();
            throw e as KeepException ?? Unusable($"The private key of the certificate '{certificate.Subject}' cannot be opened.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    /// <summary>Signs: R and S side by side.</summary>
    internal byte[] Sign(ReadOnlySpan<byte> message)
    {
        try
        {
            return _key.SignData(message, Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException e)
        {
            throw Unusable("It did not sign.", e);
        }
    }

    private static KeepException Unusable(string reason, Exception? inner = null) =>
        new(KeepErrorId.SigningKeyUnusable, $"The key cannot sign: a private key on P-256, P-384 or P-521 is needed. {reason}", inner);
}
