using Enarx.Wasi.Preview1;

namespace Enarx.Wasi.Tests;

public sealed class ArgumentTests
{
    private static readonly WasiOptions Options = Programs.Quiet with
    {
        Arguments = ["tool", "", "größe"],
        Environment = [new("A", "1"), new("EMPTY", ""), new("EQ", "a=b")],
    };

    [Theory]
    [InlineData("args", "tool\0\0größe\0", 0, 5, 6)]
    [InlineData("environ", "A=1\0EMPTY=\0EQ=a=b\0", 0, 4, 11)]
    public void Strings_arrive_with_their_addresses(string what, string text, params int[] starts)
    {
        int length = System.Text.Encoding.UTF8.GetByteCount(text);
        Script.Outcome outcome = new Script().Call($"{what}_sizes_get", 0, 4).Call($"{what}_get", 100, 1000).Run(Options);
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.Success, e));
        Assert.Equal((uint)starts.Length, outcome.Word(0));
        Assert.Equal((uint)length, outcome.Word(4));
        Assert.Equal(text, outcome.Text(1000, length));
        Assert.Equal(starts.Select(s => (uint)(1000 + s)), starts.Select((_, i) => outcome.Word(100 + 4 * i)));
    }

    [Theory]
    [InlineData("args")]
    [InlineData("environ")]
    public void There_may_be_none(string what)
    {
        Script.Outcome outcome = new Script().PutWord(0, 7).PutWord(4, 7).Call($"{what}_sizes_get", 0, 4).Call($"{what}_get", Script.End, Script.End).Run();
        Assert.Equal([Errno.Success, Errno.Success], outcome.Errnos);
        Assert.Equal((0u, 0u), (outcome.Word(0), outcome.Word(4)));
    }

    [Theory]
    [InlineData("sizes_get", Script.End - 3, 0)]
    [InlineData("sizes_get", 0, Script.End - 3)]
    [InlineData("sizes_get", -1, 0)]
    [InlineData("get", Script.End - 11, 0)]
    [InlineData("get", 0, Script.End - 5)]
    [InlineData("get", 0, -1)]
    public void An_address_out_of_range_is_EFAULT(string call, int first, int second)
    {
        Script.Outcome outcome = new Script().Call($"args_{call}", first, second).Call($"environ_{call}", first, second).Run(Options);
        Assert.Equal([Errno.Fault, Errno.Fault], outcome.Errnos);
    }

    [Theory]
    [InlineData("a\0b")]
    [InlineData(null)]
    public void A_string_that_C_can_not_have_is_refused(string? text)
    {
        Assert.ThrowsAny<ArgumentException>(() => Create(Programs.Quiet with { Arguments = [text!] }));
        Assert.ThrowsAny<ArgumentException>(() => Create(Programs.Quiet with { Environment = [new("A", text!)] }));
    }

    [Fact]
    public void A_string_that_UTF_8_can_not_have_is_refused()
    {
        string half = "\ud83d\ude00"[..1];
        Assert.ThrowsAny<ArgumentException>(() => Create(Programs.Quiet with { Arguments = [half] }));
        Assert.ThrowsAny<ArgumentException>(() => Create(Programs.Quiet with { Environment = [new("A", half)] }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A=B")]
    [InlineData("A\0")]
    [InlineData(null)]
    public void A_name_that_no_variable_can_have_is_refused(string? name) =>
        Assert.ThrowsAny<ArgumentException>(() => Create(Programs.Quiet with { Environment = [new(name!, "x")] }));

    [Fact]
    public void A_variable_given_twice_is_refused() =>
        Assert.Throws<ArgumentException>(() => Create(Programs.Quiet with { Environment = [new("A", "1"), new("A", "2")] }));

    [Fact]
    public void One_MiB_is_the_most()
    {
        const int Most = 1024 * 1024 - 5;
        Create(Programs.Quiet with { Arguments = [new string('x', Most)] });
        Assert.Throws<ArgumentException>(() => Create(Programs.Quiet with { Arguments = [new string('x', Most + 1)] }));
        Assert.Throws<ArgumentException>(() => Create(Programs.Quiet with { Arguments = [.. Enumerable.Repeat("", 300_000)] }));
        Assert.Throws<ArgumentException>(() => Create(Programs.Quiet with { Environment = [new("A", new string('x', Most - 1))] }));
    }

    private static void Create(WasiOptions options) => _ = new WasiProgram(Programs.Probe, options);
}
