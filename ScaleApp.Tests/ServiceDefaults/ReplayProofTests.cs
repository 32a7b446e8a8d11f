using NpgsqlTypes;
using ScaleApp.ServiceDefaults;

namespace ScaleApp.Tests.ServiceDefaults;

public class ReplayProofTests
{
    [Theory]
    [InlineData(9, null)]
    [InlineData(10, 1L)]
    [InlineData(25, 2L)]
    [InlineData(30, 3L)]
    [InlineData(99, 3L)]
    public void Standby_has_everything_until_its_replayed_position(int replayed, long? until)
    {
        var proof = new ReplayProof();
        proof.Add(1, At(10));
        proof.Add(2, At(20));
        proof.Add(3, At(30));

        Assert.Equal(until, proof.Of(At(replayed)));
    }

    [Fact]
    public void Idle_primary_proves_more_with_each_check()
    {
        var proof = new ReplayProof();
        for (var moment = 1; moment <= 1_000; moment++)
        {
            proof.Add(moment, At(10));
        }

        Assert.Equal(1_000, proof.Of(At(10)));
    }

    private static NpgsqlLogSequenceNumber At(int position) => new((ulong)position);
}
