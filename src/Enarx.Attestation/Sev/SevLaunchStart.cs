using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>What a guest owner sends to the host for LAUNCH_START (AMD 55766, section 6.2). Nothing in it is secret.</summary>
/// <param name="Policy">The guest policy.</param>
/// <param name="Certificate">The guest owner's Diffie-Hellman key of this launch, a SEV certificate of 2084 bytes.</param>
/// <param name="Session">The session: NONCE 16, WRAP_TK 32, WRAP_IV 16, WRAP_MAC 32, POLICY_MAC 32; 128 bytes.</param>
public sealed record SevLaunchStart(SevPolicy Policy, byte[] Certificate, byte[] Session)
{
    /// <summary>Length of a session, bytes.</summary>
    public const int SessionLength = 128;

    /// <summary>Makes a session (AMD 55766, section 2.2.2 and table "LAUNCH_START Session Data").</summary>
    /// <param name="policy">The guest policy.</param>
    /// <param name="shared">The x coordinate of the shared point, most significant byte first.</param>
    /// <param name="nonce">16 bytes.</param>
    /// <param name="iv">16 bytes.</param>
    /// <param name="keys">TEK and TIK, 32 bytes.</param>
    internal static byte[] Wrap(SevPolicy policy, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> keys)
    {
        byte[] session = new byte[SessionLength];
        Span<byte> kek = stackalloc byte[SevKeys.Length], kik = stackalloc byte[SevKeys.Length];
        try
        {
            DeriveWrapKeys(shared, nonce, kek, kik);
            nonce.CopyTo(session);
            keys.CopyTo(session.AsSpan(0x10));
            SevKeys.Crypt(kek, iv, session.AsSpan(0x10, 0x20));
            iv.CopyTo(session.AsSpan(0x30));
            HMACSHA256.HashData(kik, session.AsSpan(0x10, 0x20), session.AsSpan(0x40, 0x20));
            PolicyMac(keys[SevKeys.Length..], policy, session.AsSpan(0x60, 0x20));
            return session;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(kek);
            CryptographicOperations.ZeroMemory(kik);
        }
    }

    /// <summary>Opens a session, as firmware does.</summary>
    /// <param name="policy">The guest policy that the host named.</param>
    /// <param name="shared">The x coordinate of the shared point, most significant byte first.</param>
    /// <param name="session">The session, 128 bytes.</param>
    /// <param name="keys">TEK and TIK, 32 bytes; zeros when the session is refused.</param>
    /// <returns>Whether both of its MACs are right.</returns>
    internal static bool TryUnwrap(SevPolicy policy, ReadOnlySpan<byte> shared, ReadOnlySpan<byte> session, Span<byte> keys)
    {
        Span<byte> kek = stackalloc byte[SevKeys.Length], kik = stackalloc byte[SevKeys.Length], mac = stackalloc byte[SHA256.HashSizeInBytes];
        DeriveWrapKeys(shared, session[..0x10], kek, kik);
        HMACSHA256.HashData(kik, session.Slice(0x10, 0x20), mac);
        bool good = CryptographicOperations.FixedTimeEquals(mac, session.Slice(0x40, 0x20));
        session.Slice(0x10, 0x20).CopyTo(keys);
        SevKeys.Crypt(kek, session.Slice(0x30, 0x10), keys);
        PolicyMac(keys[SevKeys.Length..], policy, mac);
        good &= CryptographicOperations.FixedTimeEquals(mac, session.Slice(0x60, 0x20));
        if (!good)
            CryptographicOperations.ZeroMemory(keys);
        CryptographicOperations.ZeroMemory(kek);
        CryptographicOperations.ZeroMemory(kik);
        return good;
    }

    private static void DeriveWrapKeys(ReadOnlySpan<byte> shared, ReadOnlySpan<byte> nonce, Span<byte> kek, Span<byte> kik)
    {
        Span<byte> master = stackalloc byte[SevKeys.Length];
        SevKeys.Derive(shared, "sev-master-secret"u8, nonce, master);
        SevKeys.Derive(master, "sev-kek"u8, [], kek);
        SevKeys.Derive(master, "sev-kik"u8, [], kik);
        CryptographicOperations.ZeroMemory(master);
    }

    private static void PolicyMac(ReadOnlySpan<byte> tik, SevPolicy policy, Span<byte> mac)
    {
        Span<byte> bits = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bits, policy.Value);
        HMACSHA256.HashData(tik, bits, mac);
    }
}
