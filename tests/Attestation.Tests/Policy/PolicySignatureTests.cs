using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Enarx.Attestation.Tests;

/// <summary>Signatures of policies: only the pinned key's, over the very bytes, in the one form.</summary>
public sealed class PolicySignatureTests : IDisposable
{
    private static readonly byte[] Policy = PolicyJson.Write(SamplePolicies.Full);

    private readonly string _folder = Directory.CreateTempSubdirectory("enarx-policy-").FullName;

    public static TheoryData<string> Curves => ["nistP256", "nistP384", "nistP521"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Curves))]
    public void What_a_pinned_key_signed_is_accepted(string curve)
    {
        using SigningKey key = NewKey(curve, out string publicPem);
        string signature = PolicySignature.Sign(Policy, key);
        Assert.Equal(key.PublicKeyDigest, PolicySignature.Verify(Policy, signature, [Sha256Digest.Parse(new string('0', 64)), key.PublicKeyDigest]));
        Assert.Equal(key.PublicKeyDigest, PolicySignature.Verify(Policy, signature + "\r\n", [PolicySignature.PinOf(Encoding.ASCII.GetBytes(publicPem))]));
    }

    [Theory]
    [MemberData(nameof(Curves))]
    public void No_bit_of_policy_or_signature_can_be_flipped(string curve)
    {
        using SigningKey key = NewKey(curve, out _);
        byte[] policy = "{\"version\":1}"u8.ToArray();
        string signature = PolicySignature.Sign(policy, key);
        Flip(policy, () => PolicySignature.Verify(policy, signature, [key.PublicKeyDigest]));
        byte[] text = Encoding.ASCII.GetBytes(signature);
        Flip(text, () => PolicySignature.Verify(policy, Encoding.Latin1.GetString(text), [key.PublicKeyDigest]));

        static void Flip(byte[] bytes, Action verify)
        {
            for (int bit = 0; bit < 8 * bytes.Length; bit += 3)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.Equal(KeepErrorId.PolicySignatureInvalid, Assert.Throws<KeepException>(verify).ErrorId);
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        }
    }

    [Fact]
    public void Another_signer_is_refused_and_so_is_none()
    {
        using SigningKey key = NewKey("nistP256", out _), other = NewKey("nistP256", out _);
        string signature = PolicySignature.Sign(Policy, key);
        Assert.Throws<KeepException>(() => PolicySignature.Verify(Policy, signature, [other.PublicKeyDigest]));
        Assert.Throws<KeepException>(() => PolicySignature.Verify(Policy, signature, []));
    }

    [Fact]
    public void A_pinned_key_in_the_header_with_the_signature_of_another_is_refused()
    {
        using SigningKey key = NewKey("nistP256", out _), other = NewKey("nistP256", out _);
        string[] good = PolicySignature.Sign(Policy, key).Split('.'), bad = PolicySignature.Sign(Policy, other).Split('.');
        Assert.Throws<KeepException>(() => PolicySignature.Verify(Policy, $"{good[0]}..{bad[2]}", [key.PublicKeyDigest]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("e30..")]
    [InlineData("{payload attached}")]
    [InlineData("{cut}")]
    [InlineData("{padded}")]
    [InlineData("{empty signature}")]
    [InlineData("{zero signature}")]
    [InlineData("{long}")]
    public void What_is_not_of_the_form_is_refused(string what)
    {
        using SigningKey key = NewKey("nistP256", out _);
        string[] parts = PolicySignature.Sign(Policy, key).Split('.');
        string text = what switch
        {
            "{payload attached}" => $"{parts[0]}.{Base64Url.EncodeToString(Policy.AsSpan(0, 300))}.{parts[2]}",
            "{cut}" => $"{parts[0]}..{parts[2][..^4]}",
            "{padded}" => $"{parts[0]}..{parts[2]}==",
            "{empty signature}" => $"{parts[0]}..",
            "{zero signature}" => $"{parts[0]}..{Base64Url.EncodeToString(new byte[64])}",
            "{long}" => $"{parts[0]}..{new string('A', PolicySignature.MostCharacters)}",
            _ => what,
        };
        Assert.Equal(KeepErrorId.PolicySignatureInvalid, Assert.Throws<KeepException>(() => PolicySignature.Verify(Policy, text, [key.PublicKeyDigest])).ErrorId);
    }

    [Theory]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"none\"")]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"HS256\"")]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"ES384\"")]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"ES256\",\"alg\":\"ES256\"")]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"ES256\",\"crit\":[\"b64\"]")]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"ES256\",\"b64\":false")]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"ES256\",\"x5u\":\"http://x\"")]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":1")]
    [InlineData("\"typ\":\"keep-policy\"", "\"typ\":\"JWT\"")]
    [InlineData("\"typ\":\"keep-policy\",", "")]
    [InlineData("\"kty\":\"EC\"", "\"kty\":\"RSA\"")]
    [InlineData("\"kty\":\"EC\"", "\"kty\":\"EC\",\"d\":\"AA\"")]
    [InlineData("\"crv\":\"P-256\"", "\"crv\":\"P-384\"")]
    [InlineData("\"crv\":\"P-256\"", "\"crv\":\"secp256k1\"")]
    [InlineData("{", "[")]
    public void A_header_that_is_not_exactly_of_the_form_is_refused_though_it_is_signed(string from, string to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using SigningKey signer = SigningKey.FromPem(key.ExportPkcs8PrivateKeyPem());
        string header = Encoding.UTF8.GetString(JsonWebSignature.Header(signer, "keep-policy", embedKey: true));
        Assert.Contains(from, header, StringComparison.Ordinal);
        string changed = string.Concat(header.AsSpan(0, header.IndexOf(from, StringComparison.Ordinal)), to, header.AsSpan(header.IndexOf(from, StringComparison.Ordinal) + from.Length));
        byte[] input = JsonWebSignature.SigningInput(Encoding.UTF8.GetBytes(changed), Policy);
        string text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(changed))}..{Base64Url.EncodeToString(signer.Sign(input))}";
        Assert.Equal(KeepErrorId.PolicySignatureInvalid, Assert.Throws<KeepException>(() => PolicySignature.Verify(Policy, text, [signer.PublicKeyDigest])).ErrorId);
    }

    [Fact]
    public void A_point_off_its_curve_is_refused_though_it_is_pinned()
    {
        using SigningKey key = NewKey("nistP256", out _);
        string header = Encoding.UTF8.GetString(JsonWebSignature.Header(key, "keep-policy", embedKey: true));
        byte[] point = [.. key.Point[..32], .. key.Point[..32]];
        header = header.Replace(Base64Url.EncodeToString(key.Point.AsSpan(32)), Base64Url.EncodeToString(point.AsSpan(32)), StringComparison.Ordinal);
        var pin = Sha256Digest.FromBytes(SHA256.HashData(VerificationKey.InfoOfPoint(point)));
        Assert.Throws<KeepException>(() => PolicySignature.Verify(Policy, $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}..{Base64Url.EncodeToString(new byte[64])}", [pin]));
    }

    [Fact]
    public void A_signer_is_a_certificate_or_a_public_key_in_PEM_or_DER()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using X509Certificate2 certificate = new CertificateRequest("CN=policy", key, HashAlgorithmName.SHA384).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using SigningKey signer = SigningKey.FromCertificate(certificate);
        byte[] info = key.ExportSubjectPublicKeyInfo();
        Assert.Equal(Sha256Digest.FromBytes(SHA256.HashData(info)), signer.PublicKeyDigest);
        foreach (byte[] form in new[] { info, certificate.RawData, Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem()), Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()) })
            Assert.Equal(signer.PublicKeyDigest, PolicySignature.PinOf(form));
        foreach (byte[] wrong in new[] { [], "junk"u8.ToArray(), info[..^1], Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), [.. certificate.RawData, 0] })
            Assert.Equal(KeepErrorId.PolicySignatureInvalid, Assert.Throws<KeepException>(() => PolicySignature.PinOf(wrong)).ErrorId);
    }

    [Fact]
    public void A_key_that_cannot_sign_is_refused()
    {
        using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        using X509Certificate2 publicOnly = X509CertificateLoader.LoadCertificate(Scene.SelfSigned());
        string encrypted = good.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1));
        foreach (string pem in new[] { "", "junk", good.ExportSubjectPublicKeyInfoPem(), rsa.ExportPkcs8PrivateKeyPem(), encrypted, good.ExportPkcs8PrivateKeyPem()[..^60] })
        {
            KeepException error = Assert.Throws<KeepException>(() => SigningKey.FromPem(pem));
            Assert.Equal(KeepErrorId.SigningKeyUnusable, error.ErrorId);
        }

        Assert.Equal(KeepErrorId.SigningKeyUnusable, Assert.Throws<KeepException>(() => SigningKey.FromCertificate(publicOnly)).ErrorId);
    }

    [Fact]
    public void A_file_is_written_whole_with_its_signature_and_read_back()
    {
        using SigningKey key = NewKey("nistP384", out _);
        string path = Path.Combine(_folder, "p.json");
        PolicyFile.Write(path, SamplePolicies.Full, key, overwrite: false);
        Assert.Equal([path, path + ".jws"], Directory.GetFiles(_folder).Order());
        Assert.Equal(Policy, File.ReadAllBytes(path));
        (KeepPolicy read, Sha256Digest? signer) = PolicyFile.Read(path, [key.PublicKeyDigest]);
        Assert.Equal(key.PublicKeyDigest, signer);
        Assert.Equal(SamplePolicies.Full.Name, read.Name);
        Assert.Null(PolicyFile.Read(path, []).Signer);

        Assert.Equal(KeepErrorId.FileExists, Assert.Throws<KeepException>(() => PolicyFile.Write(path, new KeepPolicy(), key, overwrite: false)).ErrorId);
        File.AppendAllText(path, " ");
        Assert.Equal(KeepErrorId.PolicySignatureInvalid, Assert.Throws<KeepException>(() => PolicyFile.Read(path, [key.PublicKeyDigest])).ErrorId);

        // An unsigned policy over a signed one leaves no signature that is not its own.
        PolicyFile.Write(path, new KeepPolicy(), key: null, overwrite: true);
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Equal(KeepErrorId.PolicyNotSigned, Assert.Throws<KeepException>(() => PolicyFile.Read(path, [key.PublicKeyDigest])).ErrorId);
    }

    [Fact]
    public void Files_that_cannot_be_used_say_so()
    {
        Assert.Equal(KeepErrorId.FileNotFound, Assert.Throws<KeepException>(() => PolicyFile.Read(Path.Combine(_folder, "none.json"), [])).ErrorId);
        Assert.Contains(Assert.Throws<KeepException>(() => PolicyFile.Read(_folder, [])).ErrorId, new[] { KeepErrorId.FileUnreadable, KeepErrorId.FileNotFound });
        Assert.Equal(KeepErrorId.FileUnwritable, Assert.Throws<KeepException>(() => PolicyFile.Write(Path.Combine(_folder, "no", "p.json"), new KeepPolicy(), null, overwrite: true)).ErrorId);
        File.WriteAllBytes(Path.Combine(_folder, "long.json"), new byte[PolicyJson.MostBytes + 1]);
        Assert.Equal(KeepErrorId.FileUnreadable, Assert.Throws<KeepException>(() => PolicyFile.Read(Path.Combine(_folder, "long.json"), [])).ErrorId);
        // Nothing is left of what was not finished.
        Directory.CreateDirectory(Path.Combine(_folder, "taken.json"));
        Assert.IsType<KeepException>(Record.Exception(() => PolicyFile.Write(Path.Combine(_folder, "taken.json"), new KeepPolicy(), null, overwrite: true)));
        Assert.Equal(["long.json"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    private static SigningKey NewKey(string curve, out string publicPem)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        publicPem = key.ExportSubjectPublicKeyInfoPem();
        return SigningKey.FromPem(key.ExportPkcs8PrivateKeyPem());
    }
}
