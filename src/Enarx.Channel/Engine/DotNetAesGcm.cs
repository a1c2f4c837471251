using System.Security.Cryptography;

namespace Enarx.Channel;

/// <summary>AES-GCM in one direction.</summary>
internal sealed class DotNetAesGcm(bool encrypts) : DotNetAead(encrypts)
{
    private AesGcm? _cipher;

    public override void SetKey(ReadOnlySpan<byte> key)
    {
        _cipher?.Dispose();
        _cipher = new AesGcm(key, TagLength);
    }

    public override void Dispose() => _cipher?.Dispose();

    protected override void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> additionalData) =>
        _cipher!.Encrypt(nonce, plaintext, ciphertext, tag, additionalData);

    protected override void Decrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> additionalData) =>
        _cipher!.Decrypt(nonce, ciphertext, tag, plaintext, additionalData);
}
