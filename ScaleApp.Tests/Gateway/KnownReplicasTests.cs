using ScaleApp.Gateway.Destinations;

namespace ScaleApp.Tests.Gateway;

public class KnownReplicasTests
{
    private static readonly Uri First = new("http://10.0.0.1:80");
    private static readonly Uri Second = new("http://10.0.0.2:80");
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly KnownReplicas _known;

    public KnownReplicasTests() => _known = new KnownReplicas(Lease, _time);

    [Fact]
    public void List_without_a_replica_removes_it_when_its_lease_ends()
    {
        List(First, Second);
        _time.Advance(Lease / 2);

        List(Second);
        Assert.Equal([First, Second], _known.Addresses);
        _time.Advance(Lease / 2);
        List(Second);

        Assert.Equal([Second], _known.Addresses);
    }

    [Fact]
    public void Leases_last_through_an_outage_and_one_lease_longer()
    {
        List(First, Second);
        _known.Lose();
        _time.Advance(20 * Lease);
        Assert.Equal([First, Second], _known.Addresses);

        List();
        _time.Advance(Lease * 0.9);
        List(First);
        Assert.Equal([First, Second], _known.Addresses);
        _time.Advance(Lease * 0.1);
        List(First);

        Assert.Equal([First], _known.Addresses);
    }

    [Fact]
    public void Withdrawal_holds_against_a_list_requested_before_it()
    {
        List(First);
        var askedAt = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        _known.Remove(First);
        _known.Update([(First, Lease)], askedAt);

        Assert.Empty(_known.Addresses);
    }

    [Fact]
    public void Replica_that_registers_after_its_withdrawal_is_known_again()
    {
        List(First);
        _known.Remove(First);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        List(First);
        Assert.Equal([First], _known.Addresses);

        _known.Remove(First);
        _known.Add(First);

        Assert.Equal([First], _known.Addresses);
    }

    private void List(params Uri[] addresses) => _known.Update(addresses.Select(address => (address, Lease)), _time.GetTimestamp());
}
