namespace ScaleApp.Api.Accounts;

/// <summary>Says that a customer has signed out.</summary>
/// <param name="CustomerId">The customer's number.</param>
/// <param name="Session">What has ended: the claim <c>sid</c> of principals, or <c>jti</c> of a token's; null for everything of the customer's.</param>
internal readonly record struct SignedOut(int CustomerId, string? Session);

/// <summary>Ends what outlives a request, such as a live connection, when its customer signs out on any replica.</summary>
internal interface ISignOutListener
{
    /// <summary>Called on every replica within moments, perhaps twice for one sign-out. Must not block.</summary>
    void OnSignedOut(SignedOut signedOut);

    /// <summary>Called when messages of other replicas may have been lost: look where sessions and tokens are stored. Must not block.</summary>
    void OnSignalsLost()
    {
    }
}
