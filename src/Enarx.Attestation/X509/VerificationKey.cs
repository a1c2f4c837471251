using System.Numerics;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A public key that was imported from its SubjectPublicKeyInfo: a point on P-256, P-384 or P-521, uncompressed
/// (RFC 5480), or RSA of 2048 to 8192 bits with the exponent 65537. Importing can cost more than verifying, so keys
/// are remembered.
/// </summary>
internal sealed class VerificationKey
{
    private const int MostRemembered = 1024;
    private const string RsaOid = "1.2.840.113549.1.1.1";

    // SEQUENCE { SEQUENCE { id-ecPublicKey, curve }, BIT STRING { 04 ...: the fixed start of every key on the curve with
    // both coordinates; so no other curve, form or explicit parameters get past.
    private static readonly byte[] P256Prefix = Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static readonly byte[] P384Prefix = Convert.FromHexString("3076301006072a8648ce3d020106052b8104002203620004");
    private static readonly byte[] P521Prefix = Convert.FromHexString("30819b301006072a8648ce3d020106052b810400230381860004");

    private static readonly BoundedCache<VerificationKey> Remembered = new(MostRemembered);

    // .NET promises no concurrent use of one object, and every thread verifies.
    private readonly Lock _use = new();
    private readonly ECDsa? _ec;
    private readonly RSA? _rsa;

    private VerificationKey(ECDsa? ec, RSA? rsa, int size)
    {
        _ec = ec;
        _rsa = rsa;
        Size = size;
    }

    /// <summary>True for a key on a curve, false for RSA.</summary>
    public bool IsEc => _ec is not null;

    /// <summary>Bits of the curve or of the modulus.</summary>
    public int Size { get; }

    /// <summary>Imports a key; null when it is malformed, of another kind, or no point of its curve.</summary>
    public static VerificationKey? Import(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        Sha256Digest name = Sha256Digest.FromBytes(SHA256.HashData(subjectPublicKeyInfo));
        if (Remembered.TryGet(name, out VerificationKey? known))
            return known;
        VerificationKey? key = CurveBits(subjectPublicKeyInfo) is { } bits ? ImportEc(subjectPublicKeyInfo, bits) : ImportRsa(subjectPublicKeyInfo.ToArray());
        if (key is not null)
            Remembered.Add(name, key);
        return key;
    }

    /// <summary>SubjectPublicKeyInfo of a point of P-256 or P-384 given by its coordinates, as quotes and COSE carry keys.</summary>
    /// <param name="coordinates">X and Y, 32 or 48 bytes each.</param>
    public static byte[] InfoOfPoint(ReadOnlySpan<byte> coordinates) => coordinates.Length switch
    {
        64 => [.. P256Prefix, .. coordinates],
        96 => [.. P384Prefix, .. coordinates],
        132 => [.. P521Prefix, .. coordinates],
        _ => throw new ArgumentOutOfRangeException(nameof(coordinates)),
    };

    /// <summary>Bits of the curve of a SubjectPublicKeyInfo; null when it is not of such a key.</summary>
    public static int? CurveBits(ReadOnlySpan<byte> info) =>
        info.StartsWith(P256Prefix) && info.Length == P256Prefix.Length + 64 ? 256
        : info.StartsWith(P384Prefix) && info.Length == P384Prefix.Length + 96 ? 384
        : info.StartsWith(P521Prefix) && info.Length == P521Prefix.Length + 132 ? 521
        : null;

    /// <summary>Verifies a signature as certificates have it: ECDSA in DER.</summary>
    public bool Verify(SignatureAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (IsEc != (algorithm.Family == SignatureFamily.Ecdsa))
            return false;
        try
        {
            lock (_use)
            {
                return _ec is not null
                    ? _ec.VerifyData(message, signature, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence)
                    : _rsa!.VerifyData(message, signature, algorithm.Hash,
                        algorithm.Family == SignatureFamily.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
            }
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Verifies an ECDSA signature of R and S side by side, most significant byte first, each as long as a coordinate.</summary>
    public bool VerifyConcatenated(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        if (_ec is null || signature.Length != 2 * ((Size + 7) / 8))
            return false;
        try
        {
            lock (_use)
                return _ec.VerifyData(message, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static VerificationKey? ImportEc(ReadOnlySpan<byte> info, int bits)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(info, out _);
            return new VerificationKey(key, null, bits);
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            key.Dispose();
            return null;
        }
    }

    private static VerificationKey? ImportRsa(ReadOnlyMemory<byte> info)
    {
        try
        {
            var whole = new DerReader(info);
            DerReader fields = whole.Sequence();
            whole.End();
            DerReader algorithm = fields.Sequence();
            if (algorithm.Oid() != RsaOid)
                return null;
            algorithm.Null();
            algorithm.End();
            var bits = new DerReader(fields.BitStringBytes());
            fields.End();
            DerReader numbers = bits.Sequence();
            bits.End();
            BigInteger modulus = numbers.Integer(), exponent = numbers.Integer();
            numbers.End();
            long size = modulus.GetBitLength();
            if (modulus.Sign <= 0 || modulus.IsEven || size is < 2048 or > 8192 || exponent != 65537)
                return null;
            var key = RSA.Create(new RSAParameters
            {
                Modulus = modulus.ToByteArray(isUnsigned: true, isBigEndian: true),
                Exponent = exponent.ToByteArray(isUnsigned: true, isBigEndian: true),
            });
            return new VerificationKey(null, key, (int)size);
        }
        catch (Exception e) when (e is DerException or CryptographicException)
        {
            return null;
        }
    }
}
