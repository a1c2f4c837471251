using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>Keys that are imported, remembered and used by every verifier.</summary>
public sealed class VerificationKeyTests
{
    private static readonly byte[] Message = "a message"u8.ToArray();

    public static TheoryData<string, int> Curves => new() { { "nistP256", 256 }, { "nistP384", 384 }, { "nistP521", 521 } };

    [Theory]
    [MemberData(nameof(Curves))]
    public void A_key_on_a_curve_verifies_both_forms_of_signature(string curve, int bits)
    {
        using var signer = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        byte[] info = signer.ExportSubjectPublicKeyInfo();
        VerificationKey key = VerificationKey.Import(info)!;
        Assert.Equal((true, bits), (key.IsEc, key.Size));
        byte[] der = signer.SignData(Message, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence), pair = signer.SignData(Message, HashAlgorithmName.SHA384);
        var algorithm = new SignatureAlgorithm(SignatureFamily.Ecdsa, HashAlgorithmName.SHA384);
        Assert.True(key.Verify(algorithm, Message, der));
        Assert.True(key.VerifyConcatenated(Message, pair, HashAlgorithmName.SHA384));

        // Neither form for the other, no other hash, family or message, nothing cut, longer or zero.
        Assert.False(key.Verify(algorithm, Message, pair));
        Assert.False(key.VerifyConcatenated(Message, der, HashAlgorithmName.SHA384));
        Assert.False(key.VerifyConcatenated(Message, pair, HashAlgorithmName.SHA256));
        Assert.False(key.Verify(algorithm with { Family = SignatureFamily.RsaPss }, Message, der));
        Assert.False(key.Verify(algorithm with { Family = SignatureFamily.RsaPkcs1 }, Message, der));
        Assert.False(key.Verify(algorithm, "b message"u8, der));
        Assert.False(key.VerifyConcatenated(Message, pair.AsSpan(1), HashAlgorithmName.SHA384));
        Assert.False(key.VerifyConcatenated(Message, [0, .. pair], HashAlgorithmName.SHA384));
        Assert.False(key.VerifyConcatenated(Message, new byte[pair.Length], HashAlgorithmName.SHA384));
        Assert.False(key.VerifyConcatenated(Message, [], HashAlgorithmName.SHA384));
        Assert.False(key.Verify(algorithm, Message, []));

        Assert.Equal(bits, VerificationKey.CurveBits(info));
        Assert.Equal(info, VerificationKey.InfoOfPoint(info.AsSpan(^(2 * ((bits + 7) / 8))..)));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void A_point_that_is_not_on_its_curve_is_no_key(string curve, int bits)
    {
        using var signer = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        byte[] info = signer.ExportSubjectPublicKeyInfo();
        for (int bit = 0; bit < 8; bit++)
        {
            byte[] changed = [.. info];
            changed[^1] ^= (byte)(1 << bit);
            Assert.Null(VerificationKey.Import(changed));
        }

        int length = (bits + 7) / 8;
        Assert.Null(VerificationKey.Import([.. info.AsSpan(0, info.Length - (2 * length)), .. new byte[2 * length]]));
        byte[] large = [.. info];
        large.AsSpan(^(2 * length)..).Fill(0xff);
        Assert.Null(VerificationKey.Import(large));
        // What is refused is not remembered as something good, and does not spoil what comes after.
        Assert.NotNull(VerificationKey.Import(info));
    }

    [Fact]
    public void Other_forms_of_a_key_are_refused()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] info = signer.ExportSubjectPublicKeyInfo();
        for (int length = 0; length < info.Length; length++)
            Assert.Null(VerificationKey.Import(info.AsSpan(0, length)));
        Assert.Null(VerificationKey.Import([.. info, 0]));
        Assert.Null(VerificationKey.Import(new byte[1 << 20]));
        // A compressed point, a hybrid one, another curve.
        Assert.Null(VerificationKey.Import(Convert.FromHexString("3039301306072a8648ce3d020106082a8648ce3d030107032200" + "02" + Convert.ToHexString(info.AsSpan(27, 32)))));
        byte[] hybrid = [.. info];
        hybrid[26] = 6;
        Assert.Null(VerificationKey.Import(hybrid));
        using var other = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        Assert.Null(VerificationKey.Import(other.ExportSubjectPublicKeyInfo()));
        Assert.Throws<ArgumentOutOfRangeException>(() => VerificationKey.InfoOfPoint(new byte[65]));
    }

    [Theory]
    [InlineData(2048)]
    [InlineData(3072)]
    public void An_RSA_key_verifies_by_the_padding_that_is_named(int size)
    {
        using var signer = RSA.Create(size);
        VerificationKey key = VerificationKey.Import(signer.ExportSubjectPublicKeyInfo())!;
        Assert.Equal((false, size), (key.IsEc, key.Size));
        var pss = new SignatureAlgorithm(SignatureFamily.RsaPss, HashAlgorithmName.SHA384);
        SignatureAlgorithm pkcs1 = pss with { Family = SignatureFamily.RsaPkcs1 };
        byte[] byPss = signer.SignData(Message, HashAlgorithmName.SHA384, RSASignaturePadding.Pss), byPkcs1 = signer.SignData(Message, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1);
        Assert.True(key.Verify(pss, Message, byPss));
        Assert.True(key.Verify(pkcs1, Message, byPkcs1));
        Assert.False(key.Verify(pkcs1, Message, byPss));
        Assert.False(key.Verify(pss, Message, byPkcs1));
        Assert.False(key.Verify(pss with { Hash = HashAlgorithmName.SHA256 }, Message, byPss));
        Assert.False(key.Verify(pss with { Family = SignatureFamily.Ecdsa }, Message, byPss));
        Assert.False(key.Verify(pss, Message, byPss.AsSpan(1)));
        Assert.False(key.VerifyConcatenated(Message, byPss, HashAlgorithmName.SHA384));
    }

    [Fact]
    public void RSA_keys_that_nobody_should_use_are_refused()
    {
        using var weak = RSA.Create(1024);
        Assert.Null(VerificationKey.Import(weak.ExportSubjectPublicKeyInfo()));
        using var signer = RSA.Create(2048);
        byte[] info = signer.ExportSubjectPublicKeyInfo();
        for (int length = 0; length < info.Length; length += 7)
            Assert.Null(VerificationKey.Import(info.AsSpan(0, length)));
        // The exponent ends the key; the modulus ends before it, and has to be odd.
        byte[] exponent = [.. info], even = [.. info];
        exponent[^1] = 3;
        even[^6] &= 0xfe;
        Assert.Null(VerificationKey.Import(exponent));
        Assert.Null(VerificationKey.Import(even));
    }

    [Fact]
    public void A_key_is_remembered_and_cannot_be_changed_afterwards()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] info = signer.ExportSubjectPublicKeyInfo(), mine = [.. info];
        VerificationKey key = VerificationKey.Import(mine)!;
        mine.AsSpan().Clear();
        Assert.Same(key, VerificationKey.Import(info));
        Assert.True(key.VerifyConcatenated(Message, signer.SignData(Message, HashAlgorithmName.SHA384), HashAlgorithmName.SHA384));
    }

    [Fact]
    public void Many_threads_use_one_key()
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        VerificationKey key = VerificationKey.Import(signer.ExportSubjectPublicKeyInfo())!;
        byte[] good = signer.SignData(Message, HashAlgorithmName.SHA256), bad = [.. good];
        bad[^1] ^= 1;
        Parallel.For(0, 400, i => Assert.Equal(i % 2 == 0, key.VerifyConcatenated(Message, i % 2 == 0 ? good : bad, HashAlgorithmName.SHA256)));
    }
}
