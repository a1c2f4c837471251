using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The structure by which the author of an SGX enclave signs it (SIGSTRUCT; Intel SDM, volume 3D, section 38.13): what
/// a quote of that enclave states as MRENCLAVE, MRSIGNER, ISVPRODID and ISVSVN.
/// </summary>
public sealed class Sigstruct
{
    /// <summary>Length, bytes.</summary>
    public const int Length = 1808;

    private const int KeyLength = 384;
    private const int ModulusOffset = 128;
    private const int ExponentOffset = 512;
    private const int SignatureOffset = 516;
    private const int BodyOffset = 900;
    private const int BodyLength = 128;

    private readonly byte[] _bytes;

    private Sigstruct(byte[] bytes) => _bytes = bytes;

    /// <summary>MRENCLAVE: 32 bytes.</summary>
    public ReadOnlyMemory<byte> MrEnclave => _bytes.AsMemory(960, 32);

    /// <summary>MRSIGNER: SHA-256 of the signer's modulus as it stands here, least significant byte first; 32 bytes.</summary>
    public ReadOnlyMemory<byte> MrSigner => SHA256.HashData(_bytes.AsSpan(ModulusOffset, KeyLength));

    /// <summary>ATTRIBUTES that the enclave asks for: flags and XFRM.</summary>
    public ReadOnlyMemory<byte> Attributes => _bytes.AsMemory(928, 16);

    /// <summary>Whether the enclave asks to be one that can be debugged.</summary>
    public bool AsksForDebug => (_bytes[928] & 2) != 0;

    /// <summary>ISVPRODID.</summary>
    public int IsvProdId => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(1024));

    /// <summary>ISVSVN.</summary>
    public int IsvSvn => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(1026));

    private static ReadOnlySpan<byte> Header => [6, 0, 0, 0, 0xe1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> SecondHeader => [1, 1, 0, 0, 0x60, 0, 0, 0, 0x60, 0, 0, 0, 1, 0, 0, 0];

    /// <summary>Reads a structure and verifies its signature, as EINIT does before it lets an enclave run.</summary>
    /// <exception cref="MeasurementException">It is not one, or its signature is not by the key that it names.</exception>
    public static Sigstruct Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
            throw new MeasurementException(bytes.Length, $"a SIGSTRUCT has {Length} bytes; there are {bytes.Length}.");
        Require(bytes, 0, Header);
        Require(bytes, 24, SecondHeader);
        RequireZeros(bytes, 44..128);
        RequireZeros(bytes, 910..912);
        RequireZeros(bytes, 992..1008);
        RequireZeros(bytes, 1028..1040);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ExponentOffset..]) != 3)
            throw new MeasurementException(ExponentOffset, "the exponent of the signer's key is not 3.");
        var read = new Sigstruct(bytes.ToArray());
        return read.IsSigned() ? read : throw new MeasurementException(SignatureOffset, "the signature is not by the key in the structure: it was altered, or never signed.");
    }

    private bool IsSigned()
    {
        byte[] message = [.. _bytes.AsSpan(0, ModulusOffset), .. _bytes.AsSpan(BodyOffset, BodyLength)];
        byte[] modulus = Reversed(ModulusOffset), signature = Reversed(SignatureOffset);
        // A key of any other length is none that EINIT takes.
        if ((modulus[0] & 0x80) == 0 || (modulus[^1] & 1) == 0)
            return false;
        try
        {
            using var key = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = [3] });
            return key.VerifyData(message, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private byte[] Reversed(int offset)
    {
        byte[] bytes = _bytes[offset..(offset + KeyLength)];
        bytes.AsSpan().Reverse();
        return bytes;
    }

    private static void Require(ReadOnlySpan<byte> bytes, int offset, ReadOnlySpan<byte> expected)
    {
        if (!bytes.Slice(offset, expected.Length).SequenceEqual(expected))
            throw new MeasurementException(offset, "the header is not that of a SIGSTRUCT.");
    }

    private static void RequireZeros(ReadOnlySpan<byte> bytes, Range range)
    {
        int first = bytes[range].IndexOfAnyExcept((byte)0);
        if (first >= 0)
            throw new MeasurementException(range.Start.Value + first, "a reserved byte is not zero.");
    }
}
