using System.Collections.Frozen;

namespace UserDomain.Model;

/// <summary>
/// Every permission that can be held (wire contract, section 13). One that is named like a call opens that call; few of the others mean
/// anything here, and all of them can be given, since what stands beside this system at a venue reads them.
/// </summary>
public static class PermissionNames
{
    /// <summary>As AlphaPoint publishes them.</summary>
    private const string Published = """
        AccountOperator AccountReadOnly Activate2FA AddAccount AddAccountHold AddBalanceReconciliationInfo AddDepositTicketAttachment
        AddEditAccountBadge AddEditExchange AddEditExchangeInstrument AddEditOMS AddEditOperatorEmail AddEditXPSubscriptionKey
        AddInstrument AddInstrumentAttributes AddOperator AddOperatorConfig AddOperatorOMS AddProduct AddProductAttributes
        AddUserAccount AddUserAffiliateTag AddUserAPIKey AddUserAPIKeyPermission AddUserInstrumentPermissions
        AddUserMarketDataPermission AddUserPermission AddUserProductPermissions AddUserReportTicket AddVerificationLevelConfig
        AddWithdrawTicketAttachment AdminUI AM_AddEditAccountAssetInfo AM_AddEditAccountProviderInfo AM_AddEditAssetInfo
        AM_AddEditUser AM_GetAccountAssetDepositInfo AM_GetAccountIdByDepositInfo AM_GetAccountInfo AM_GetAccountProvidersInfoList
        AM_GetAccountProvidersTypeList AM_GetAccountTransactions AM_GetAllAccountDepositInfo AM_GetAllAccounts AM_GetAllPending
        AM_GetAssetInfo AM_GetAssetInfoList AM_GetCurrentSequenceNumber AM_GetDefaultAccountProviderInfo AM_GetHoldInfo
        AM_GetTransactionsReplay AM_GetWithdrawFormTemplate AM_GetWithdrawFormTemplateTypes AM_SubmitWithdrawForm
        AM_SubscribeToActions AM_TransactionSetRequest Authenticate2FA AuthenticateUser CallAccountProviderAdminFunction
        CancelAllOrders CancelFailedWithdrawTicket CancelOrder CancelQuote CancelReplaceOrder CancelTransferFunds CancelUserReport
        CancelWithdraw CoinsOAuthAuthenticateUser Company ConfirmRequestTransferFunds ConfirmTransferFunds ConfirmUserEmail
        ConfirmWithdraw CreateAmlProviderConfig CreateAssetManagerWalletTicket CreateDepositTicket CreateOperatorLoyaltyFeeConfig
        CreateQuote CreateServiceInfo CreateUser CreateValidatorConfig CreateWithdrawTicket DeleteAmlProviderConfig
        DeleteOperatorLoyaltyFeeConfig DeleteServiceInfo DeleteValidatorConfig DeleteVerificationLevelConfig Deposit Disable2FA
        DownloadDocument DownloadDocumentSlice EditInstrumentVerificationLevelConfig EditOperatorConfig EditVerificationLevelConfig
        EnableGoogle2FA EnableXP2FA ForceUserLogoff General_AddEditAssetManager General_GetAssetManagers GenerateTradeActivityReport
        GenerateTransactionActivityReport GenerateTreasuryActivityReport GetAccountBadges GetAccountConfig
        GetAccountDepositTransactions GetAccountFees GetAccountInfo GetAccountPositions GetAccountProviderAdminFunctions
        GetAccountProviderDetails GetAccounts GetAccountTrades GetAccountTransactions GetAccountWithdrawTransactions
        GetAllAccountPositions GetAllAssetManagerWalletTickets GetAllBadges GetAllBalanceReconciliationInfo
        GetAllDepositRequestInfoTemplates GetAllDepositTickets GetAllOperatorConfigs GetAllOperatorLoyaltyFeeConfigs
        GetAllUserGroupPermissions GetAllUserGroups GetAllUserInstrumentPermissions GetAllUserProductPermissions GetAllWithdrawTickets
        GetAmlProviderConfig GetAmlProviderConfigsForOms GetAssetManagerWalletTicket GetAvailablePermissionList GetBadgeAccount
        GetBalanceReconciliationInfo GetBook GetDepositInfo GetDepositRequestInfoTemplate GetDeposits GetDepositTicket
        GetDepositTicketAttachment GetDepositTickets GetDistributions GetEarliestTickTime GetEmailSenderParams GetExchanges
        GetExchangeServiceIds GetExchangeStopOrders GetExchangeWorkingOrders GetInstrument GetInstrumentAttributes GetInstruments
        GetInstrumentVerificationLevelConfigs GetL2Snapshot GetLevel1 GetLoggedInUserBySessionToken GetMarketSyncState GetOMS
        GetOMSAccountConfigKeys GetOMSFees GetOMSs GetOMSStatistics GetOMSUserConfigKeys GetOMSUsers GetOMSUsersWithPermission
        GetOMSWithdrawFees GetOpenHolds GetOpenOrders GetOpenQuotes GetOpenTradeReports GetOpenWithdrawHolds GetOperator
        GetOperator2FAConfig GetOperator2FAConfigs GetOperatorById GetOperatorConfig GetOperatorEmail GetOperatorEmails
        GetOperatorLoyaltyFeeConfig GetOperatorLoyaltyFeeConfigs GetOperatorOMSList GetOperators GetOperatorUsers GetOrderFee
        GetOrderHistory GetOrderHistoryByOrderId GetOrdersHistory GetOrderStatus GetProduct GetProductAttributes GetProducts
        GetRecentAffiliateRegistrations GetRequestTransfer GetRequestTransferRequestsReceived GetRequestTransferRequestsRequested
        GetRequestTransfers GetServerKVPStats GetServerStats GetServiceInfo GetServiceInfos GetTickerHistory GetTradesHistory
        GetTransfer GetTransfers GetTransfersReceived GetTreasuryProductsForAccount GetUnderReviewManualKYCUsers GetUserAccountInfos
        GetUserAccounts GetUserAffiliateCount GetUserAffiliates GetUserAffiliateTag GetUserAPIKeys GetUserConfig
        GetUserGroupPermissions GetUserInfo GetUserMarketDataPermissions GetUserPermissions GetUserReportTickets
        GetUserReportTicketsByStatus GetUserReportWriterResultRecords GetValidatorConfig GetValidatorConfigs GetVenueInstruments
        GetVerificationLevelConfigs GetWithdrawFee GetWithdraws GetWithdrawTemplate GetWithdrawTemplateTypes GetWithdrawTicket
        GetWithdrawTicketAttachment GetWithdrawTickets GetXPSubscriptionKey Level1MarketData Level2MarketData MarketHalt MarketMaker
        MarketPause MarketReopen MarketResume MarketReSync MigrateUser ModifyOrder NoOperation NoOperationFromGW Operator Ping Public
        QueryRemoteServices RegisterUser RejectRequestTransferFunds Remarketer RemoveAccountConfig RemoveInstrumentAttributes
        RemoveOperatorConfig RemoveOperatorEmail RemoveOperatorOMS RemoveOperatorUser RemoveProductAttributes RemoveUserAccount
        RemoveUserAPIKey RemoveUserAPIKeyPermission RemoveUserConfig RemoveUserInstrumentPermissions RemoveUserMarketDataPermission
        RemoveUserProductPermissions RemoveUserReportTicket RemoveXPSubscriptionKey RequestTransferFunds ResetAllMarketDatas
        ResetHolds ResetMarketData ResetPassword ResetPassword2 ResetTradingLimits ResetTreasuryLimits ResubmitFailedWithdrawTicket
        ReverseAccountHold ReverseWithdrawHold RevokeUserPermission ScheduleTradeActivityReport ScheduleTransactionActivityReport
        ScheduleTreasuryActivityReport SendAssetManagerSequenceReset SendEmail SendEndOfDay SendExchangeOrderStateEvent SendOrder
        SetAccountConfig SetAccountPendingDeposit SetDefaultOperatorOMS SetDistribution SetOMSAccountConfigKey SetOMSFee
        SetOMSUserConfigKey SetOMSWithdrawFee SetOperator2FAConfig SetOperatorEmail SetUserConfig SetUserGroupPermission SetUserInfo
        SetUserVerificationLevel SubmitAccountLedgerEntry SubmitBlockTrade SubmitDepositTicketComment SubmitWithdrawTicketComment
        SubscribeAccountEvents SubscribeLevel1 SubscribeLevel2 SubscribeTicker SubscribeTrades SUPERUSER TakeSnapshot
        TakeSnapshotAssetManager TakeSnapshotMarketData TakeSnapshotMatchingEngine TestMatchingEngineSleep Trading TransferFunds
        UnSubscribeLevel1 UnsubscribeLevel2 UnSubscribeTicker UnSubscribeTrades UpdateAccount UpdateAmlProviderConfig
        UpdateAssetManagerWalletTicket UpdateDepositTicket UpdateInstrument UpdateOperator UpdateOperatorLoyaltyFeeConfig
        UpdateProduct UpdateQuote UpdateServiceInfo UpdateUserAffiliateTag UpdateValidatorConfig UpdateWithdrawTicket UserOperator
        ValidateUserRegistration WebAuthenticateUser Withdraw
        """;

    /// <summary>Calls that are answered here, or known to clients, and not among those published.</summary>
    private const string OfCalls = """
        RegisterNewUser ResendVerificationEmail LogOut UnLockUser GetLockedUsers GetAllUnredactedUserConfigsForUser
        GetUnredactedUserConfigByKey Validate2FA GetValidate2FARequiredEndpoints Authenticate GenerateUserRestKey RevokeUserRestKey
        GetUsers GetUserActivity GetUserAuditTrail GetUserAsOf GetUserConfigHistory
        """;

    /// <summary>What people write, and what they mean by it.</summary>
    private const string Withdrawal = "Withdrawal";

    private static readonly FrozenDictionary<string, string> Spellings = Words(Published).Concat(Words(OfCalls))
        .Select(name => KeyValuePair.Create(name, name)).Append(new(Withdrawal, Permission.Withdraw))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Each once, sorted ignoring case.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Spellings.Values.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The spelling in which the permission is kept; none if there is no such permission.</summary>
    public static string? Find(string name) => Spellings.GetValueOrDefault(name);

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
