namespace ScaleApp.Api.Accounts;

/// <summary>That a customer has signed out.</summary>
/// <param name="CustomerId">Who.</param>
/// <param name="Session">What has ended: the principal's claim <c>sid</c>, or a token's <c>jti</c>; null when it is everything of the customer's.</param>
internal readonly record struct SignedOut(int CustomerId, string? Session);

/// <summary>Ends what outlives a request, such as a live connection, when the customer it belongs to signs out on any replica.</summary>
internal interface ISignOutListener
{
    /// <summary>Called on every replica, within moments; may be called twice for one sign-out. Must not block.</summary>
    void OnSignedOut(SignedOut signedOut);
}
