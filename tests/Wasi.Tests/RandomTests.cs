using Enarx.Wasi.Preview1;

namespace Enarx.Wasi.Tests;

public sealed class RandomTests
{
    [Fact]
    public void Exactly_the_given_bytes_become_random()
    {
        Script.Outcome outcome = new Script().Call("random_get", 1000, 32).Call("random_get", 2000, 32).Call("random_get", 3000, 0).Run();
        Assert.Equal([Errno.Success, Errno.Success, Errno.Success], outcome.Errnos);
        Assert.NotEqual(outcome.Memory[1000..1032], outcome.Memory[2000..2032]);
        Assert.NotEqual(new byte[32], outcome.Memory[1000..1032]);
        Assert.Equal(new byte[968], outcome.Memory[1032..2000]);
        Assert.Equal(new byte[968], outcome.Memory[2032..3000]);
    }

    [Theory]
    [InlineData(Script.End - 3, 4)]
    [InlineData(0, Script.End + 1)]
    [InlineData(4, -4)]
    [InlineData(-4, 8)]
    [InlineData(-1, -1)]
    [InlineData(int.MinValue, int.MinValue)]
    public void A_range_out_of_memory_is_EFAULT(int address, int length) =>
        Assert.Equal(Errno.Fault, new Script().Call("random_get", address, length).Run().Errno);
}
