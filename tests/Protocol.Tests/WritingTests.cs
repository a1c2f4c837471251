namespace Enarx.Protocol.Tests;

/// <summary>What is written is fit to be read, or is not written at all.</summary>
public sealed class WritingTests
{
    [Fact]
    public void Arguments_that_no_message_can_carry_are_refused_where_they_are_given()
    {
        string longest = new('a', WorkloadRequest.LongestString);
        Assert.NotEmpty(Make([longest], []).Encode());
        Refused(Make([longest + "a"], []));
        Refused(Make([], new() { [longest + "a"] = "" }));
        Refused(Make([], new() { ["a"] = longest + "a" }));
        Refused(Make([.. Enumerable.Repeat("", WorkloadRequest.MostStrings + 1)], []));
        Refused(Make([], Enumerable.Range(0, WorkloadRequest.MostStrings + 1).ToDictionary(i => $"{i}", _ => "")));
        Refused(Make([.. Enumerable.Repeat(longest, 8)], []));
        Refused(Make(["\uD800"], []));
        Refused(Make([], new() { ["\uDC00"] = "" }));
        Refused(Make([], new() { ["a"] = "\uD800a" }));
    }

    [Fact]
    public void What_hosts_say_is_cut_and_cleaned_to_what_clients_take()
    {
        string hostile = "\u001b]0;x\u0007\r\n\t" + new string('\u20ac', 1000);
        var keep = KeepMessage.Decode(RawMap.Of(Rules.Of("keep").Instances[1]).With("sandbox", RawMap.Of(KeepMessage.Encode(new Keep
        {
            Id = Guid.NewGuid(), Name = "a", Backend = "b", Tee = Tee.SevSnp, Product = "c", IsSimulated = true, State = KeepState.Ready, CreatedAt = DateTimeOffset.UnixEpoch,
            Sandbox = [new SandboxMeasure("wall", false, hostile)],
        }))["sandbox"]).Encode());
        Assert.StartsWith("\uFFFD]0;x\uFFFD  \u20ac", keep.Sandbox[0].Reason, StringComparison.Ordinal);

        KeepPlatform platform = PlatformMessage.Decode(PlatformMessage.Encode(new KeepPlatform
        {
            Tee = Tee.SevSnp, Backend = "b", IsSimulated = true, IsAvailable = true, Checks = [new PlatformCheck("check", false, hostile, hostile)],
        }));
        Assert.DoesNotContain(platform.Checks[0].Found + platform.Checks[0].Advice, char.IsControl);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("A-b_c.9")]
    public void A_name_of_letters_digits_and_three_signs_is_a_keeps_name(string name) => Assert.True(KeepName.IsValid(name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-a")]
    [InlineData("_a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("\u00e4")]
    [InlineData("a\n")]
    [InlineData("\u0661")]
    public void Any_other_is_not(string? name) => Assert.False(KeepName.IsValid(name));

    [Fact]
    public void A_name_has_at_most_64_characters()
    {
        Assert.True(KeepName.IsValid(new string('a', 64)));
        Assert.False(KeepName.IsValid(new string('a', 65)));
    }

    private static WorkloadRequest Make(string[] arguments, Dictionary<string, string> environment) =>
        new() { Arguments = arguments, Environment = environment, ModuleLength = 8, ModuleDigest = new byte[48] };

    private static void Refused(WorkloadRequest request) =>
        Assert.Equal(KeepErrorId.WorkloadConfigInvalid, Assert.Throws<KeepException>(request.Encode).ErrorId);
}
