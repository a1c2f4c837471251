using Org.BouncyCastle.Tls.Crypto.Impl;

namespace Enarx.Channel;

/// <summary>One direction of a record cipher over a .NET AEAD, whose native key schedule goes with <see cref="Dispose"/>.</summary>
internal abstract class DotNetAead(bool encrypts) : TlsAeadCipherImpl, IDisposable
{
    public const int TagLength = 16;

    private byte[] _nonce = [];

    public void SetKey(byte[] key, int keyOff, int keyLen) => SetKey(key.AsSpan(keyOff, keyLen));

    public abstract void SetKey(ReadOnlySpan<byte> key);

    public void Init(byte[] nonce, int macSize, byte[]? additionalData)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(macSize, TagLength);
        _nonce = nonce;
    }

    public int GetOutputSize(int inputLength) => encrypts ? inputLength + TagLength : Math.Max(0, inputLength - TagLength);

    public int DoFinal(byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset) =>
        DoFinal([], input, inputOffset, inputLength, output, outputOffset);

    public int DoFinal(byte[] additionalData, byte[] input, int inputOffset, int inputLength, byte[] output, int outputOffset)
    {
        int length = GetOutputSize(inputLength);
        Span<byte> target = output.AsSpan(outputOffset, length);
        ReadOnlySpan<byte> source = input.AsSpan(inputOffset, inputLength);
        if (encrypts)
            Encrypt(_nonce, source, target[..inputLength], target[inputLength..], additionalData);
        else
            Decrypt(_nonce, source[..length], source[length..], target, additionalData);
        return length;
    }

    public void Reset()
    {
    }

    public abstract void Dispose();

    protected abstract void Encrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext, Span<byte> tag, ReadOnlySpan<byte> additionalData);

    protected abstract void Decrypt(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> tag, Span<byte> plaintext, ReadOnlySpan<byte> additionalData);
}
