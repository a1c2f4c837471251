using System.Collections.Concurrent;
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
    private const int LongestInfo = 2048;
    private const string RsaOid = "1.2.840.113549.1.1.1";

    // SEQUENCE { SEQUENCE { id-ecPublicKey, curve }, BIT STRING { 04 ...: the fixed start of every key on the curve with
    // both coordinates; so no other curve, form or explicit parameters get past.
    private static readonly byte[] P256Prefix = Convert.FromHexString("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static readonly byte[] P384Prefix = Convert.FromHexString("3076301006072a8648ce3d020106052b8104002203620004");
    private static readonly byte[] P521Prefix = Convert.FromHexString("30819b301006072a8648ce3d020106052b810400230381860004");

    private static readonly BoundedCache<Sha256Digest, VerificationKey> Remembered = new(MostRemembered);

    private readonly byte[] _info;
    private readonly byte[] _bare;

    // .NET promises no concurrent use of one object, so that as many are made as verify at once.
    private readonly ConcurrentStack<AsymmetricAlgorithm> _idle = new();

    /// <exception cref="CryptographicException">The key cannot be opened.</exception>
    private VerificationKey(byte[] info, byte[] bare, bool isEc, int size)
    {
        _info = info;
        _bare = bare;
        IsEc = isEc;
        Size = size;
        _idle.Push(Open());
    }

    /// <summary>True for a key on a curve, false for RSA.</summary>
    public bool IsEc { get; }

    /// <summary>Bits of the curve or of the modulus.</summary>
    public int Size { get; }

    /// <summary>Imports a key; null when it is malformed, of another kind, or no point of its curve.</summary>
    public static VerificationKey? Import(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        if (subjectPublicKeyInfo.Length > LongestInfo)
            return null;
        byte[] info = subjectPublicKeyInfo.ToArray();
        Sha256Digest name = Sha256Digest.FromBytes(SHA256.HashData(info));
        if (Remembered.TryGet(name, out VerificationKey? known))
            return known;
        try
        {
            VerificationKey? key = CurveBits(info) is { } curve ? new VerificationKey(info, info[^(1 + (2 * BytesOf(curve)))..], isEc: true, curve)
                : ReadRsa(info) is (var bare, var size) ? new VerificationKey(info, bare, isEc: false, size)
                : null;
            if (key is not null)
                Remembered.Add(name, key);
            return key;
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return null;
        }
    }

    /// <summary>Forgets every key, so that the next ones are imported anew.</summary>
    public static void Forget() => Remembered.Clear();

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
        AsymmetricAlgorithm key = Take();
        try
        {
            return key is ECDsa ec
                ? ec.VerifyData(message, signature, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence)
                : ((RSA)key).VerifyData(message, signature, algorithm.Hash,
                    algorithm.Family == SignatureFamily.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            _idle.Push(key);
        }
    }

    /// <summary>Verifies an ECDSA signature of R and S side by side, most significant byte first, each as long as a coordinate.</summary>
    public bool VerifyConcatenated(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        if (!IsEc || signature.Length != 2 * BytesOf(Size))
            return false;
        var key = (ECDsa)Take();
        try
        {
            return key.VerifyData(message, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            _idle.Push(key);
        }
    }

    private AsymmetricAlgorithm Take() => _idle.TryPop(out AsymmetricAlgorithm? key) ? key : Open();

    private AsymmetricAlgorithm Open()
    {
        if (OpenSslKey.IsAvailable)
            return IsEc ? OpenSslKey.OpenPoint(Size, _bare) : OpenSslKey.OpenRsa(_bare);
        AsymmetricAlgorithm key = IsEc ? ECDsa.Create() : RSA.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(_info, out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }

    private static int BytesOf(int bits) => (bits + 7) / 8;

    /// <summary>The RSAPublicKey in a SubjectPublicKeyInfo and the bits of its modulus; null when it is malformed, or of a size or exponent that nobody uses.</summary>
    private static (byte[] Key, int Size)? ReadRsa(byte[] info)
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
            byte[] key = fields.BitStringBytes();
            fields.End();
            var bits = new DerReader(key);
            DerReader numbers = bits.Sequence();
            bits.End();
            ReadOnlySpan<byte> modulus = numbers.UnsignedBytes();
            BigInteger exponent = numbers.Integer();
            numbers.End();
            if (modulus.Length == 0 || (modulus[^1] & 1) == 0 || exponent != 65537)
                return null;
            int size = (8 * modulus.Length) - BitOperations.LeadingZeroCount((uint)modulus[0] << 24);
            return size is >= 2048 and <= 8192 ? (key, size) : null;
        }
        catch (DerException)
        {
            return null;
        }
    }
}
