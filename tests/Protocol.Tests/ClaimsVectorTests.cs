using System.Security.Cryptography;

namespace Enarx.Protocol.Tests;

/// <summary>
/// Claims as bytes that never change: a keep of one release and a verifier of another must compute the same report_data.
/// The vectors were written by hand from docs/protocol.cddl and hashed by sha512sum(1).
/// </summary>
public sealed class ClaimsVectorTests
{
    private const string Least =
        "a3636b65795830abababababababababababababababababababababababababababababababababababababababababababababababab656e6f6e63"
        + "65582011111111111111111111111111111111111111111111111111111111111111116770726f66696c6578197461673a656e61727870732c323032"
        + "363a636c61696d732331";

    private const string Most =
        "a7636b65795830abababababababababababababababababababababababababababababababababababababababababababababababab656e6f6e63"
        + "65582011111111111111111111111111111111111111111111111111111111111111116662696e646572a2646b696e646c746c732d6578706f727465"
        + "726576616c75655820222222222222222222222222222222222222222222222222222222222222222266636f6e666967583044444444444444444444"
        + "4444444444444444444444444444444444444444444444444444444444444444444444444444666c61756e63681901f46770726f66696c6578197461"
        + "673a656e61727870732c323032363a636c61696d73233168776f726b6c6f616458303333333333333333333333333333333333333333333333333333"
        + "33333333333333333333333333333333333333333333";

    public static TheoryData<string, string> Vectors => new()
    {
        { Least, "3c4b755a815c2cdc00b6c5ed6a3cf5b62e197ace9a86192128f8989d59848fbff14646fba0b3e171e66803c95e97711879b542f1d2159aad3df8fcc0b815765b" },
        { Most, "5d0c262d2da8a6ffc0f5035670d344b355cd0dbaf7a0e33747c5c0f7a425fef29ad015de4d94b1d3919a4d729a29e22802e175a22d983e024639668e73d96e40" },
    };

    [Fact]
    public void The_least_claims_have_their_bytes() => Assert.Equal(Least, Hex(Make()));

    [Fact]
    public void The_fullest_claims_have_their_bytes() => Assert.Equal(Most, Hex(Make() with
    {
        Binder = new KeepBinder("tls-exporter", Filled(0x22, 32)), Workload = Filled(0x33, 48), Config = Filled(0x44, 48), Launch = 500,
    }));

    [Theory, MemberData(nameof(Vectors))]
    public void Report_data_is_the_sha_512_of_the_encoded_claims(string claims, string reportData)
    {
        byte[] encoded = Convert.FromHexString(claims);
        Assert.Equal(reportData, Convert.ToHexStringLower(KeepClaims.ReportData(encoded)));
        Assert.Equal(claims, Hex(KeepClaims.Decode(encoded)));
    }

    [Fact]
    public void Each_field_changes_report_data()
    {
        KeepClaims[] claims =
        [
            Make(), Make() with { Nonce = Filled(1, 32) }, Make() with { Key = Filled(1, 48) }, Make() with { Workload = Filled(1, 48) }, Make() with { Config = Filled(1, 48) },
            Make() with { Launch = 0 }, Make() with { Launch = 1 }, Make() with { Binder = new KeepBinder("tls-exporter", Filled(1, 32)) },
        ];
        Assert.Equal(claims.Length, claims.Select(c => Convert.ToHexString(KeepClaims.ReportData(c.Encode()))).Distinct().Count());
    }

    [Fact]
    public void The_fullest_claims_are_far_from_the_limit() => Assert.InRange(Most.Length / 2, 1, KeepClaims.MaximumLength / 2);

    [Fact]
    public void A_map_over_the_limit_is_refused_unread() =>
        Assert.Equal("claims", Assert.Throws<ProtocolException>(() => KeepClaims.Decode(new byte[KeepClaims.MaximumLength + 1])).Rule);

    [Theory]
    [InlineData("tag:enarxps,2026:claims#2")]
    [InlineData("tag:enarxps,2026:claims#1 ")]
    [InlineData("")]
    public void Another_profile_is_refused(string profile) =>
        Assert.Equal("profile", Assert.Throws<ProtocolException>(() => KeepClaims.Decode((Make() with { Profile = profile }).Encode())).Field);

    private static KeepClaims Make() => new() { Nonce = Filled(0x11, KeepClaims.NonceLength), Key = Filled(0xAB, SHA384.HashSizeInBytes) };

    private static byte[] Filled(byte value, int length) => [.. Enumerable.Repeat(value, length)];

    private static string Hex(KeepClaims claims) => Convert.ToHexStringLower(claims.Encode());
}
