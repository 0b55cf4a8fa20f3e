/**
 * Every error code that a caller can meet, with its HTTP status and its words. `{name}` is filled from the details.
 * The documentation prints this table; no other text of an error exists.
 */
export const errors = {
  // The request itself
  'request-invalid': { status: 400, zh: '请求内容有误：{summary}', en: 'The request is not valid: {summary}' },
  'json-malformed': { status: 400, zh: '请求不是合法的 JSON。', en: 'The request is not well-formed JSON.' },
  'json-too-deep': {
    status: 400,
    zh: 'JSON 嵌套超过 {limit} 层。',
    en: 'The JSON is nested deeper than {limit} levels.',
  },
  'text-not-storable': {
    status: 400,
    zh: '字段 {field} 含有无法保存的字符（空字符或不成对的代理项）。',
    en: 'Field {field} holds a character that cannot be stored (NUL or a lone surrogate).',
  },
  'body-too-large': {
    status: 413,
    zh: '请求内容超过 {limit} 字节的上限。',
    en: 'The body is larger than {limit} bytes.',
  },
  'media-type-unsupported': { status: 415, zh: '不支持的内容类型。', en: 'This content type is not accepted.' },
  'not-found': { status: 404, zh: '没有找到您要的内容。', en: 'There is nothing at this address.' },
  'method-not-allowed': { status: 405, zh: '此地址不接受该方法。', en: 'This address does not take that method.' },
  'idempotency-key-reused': {
    status: 422,
    zh: '同一个 Idempotency-Key 已用于另一个内容不同的请求。',
    en: 'This Idempotency-Key was used for a different request.',
  },
  'idempotency-in-progress': {
    status: 409,
    zh: '相同的请求正在处理，请稍后再试。',
    en: 'The same request is still being handled; try again shortly.',
  },
  'version-conflict': {
    status: 409,
    zh: '内容已被他人修改，请刷新后再试。',
    en: 'Someone has changed this since you read it; reload and try again.',
  },
  'version-required': { status: 428, zh: '修改需要 If-Match 版本号。', en: 'An edit needs an If-Match version.' },
  'too-many-requests': { status: 429, zh: '请求过于频繁，请稍后再试。', en: 'Too many requests; try again later.' },
  overloaded: { status: 503, zh: '系统繁忙，请稍后再试。', en: 'The service is busy; try again shortly.' },
  'database-away': {
    status: 503,
    zh: '数据库暂时连不上，请稍后再试。如果是提交，再发一次前请先看是否已经成功。',
    en: 'The database cannot be reached for the moment; try again. What was being written may have been kept: look before sending it again.',
  },
  internal: {
    status: 500,
    zh: '系统出了错，已记录，编号 {requestId}。',
    en: 'Something broke on our side; it is logged as {requestId}.',
  },

  // Who is asking
  'sign-in-required': { status: 401, zh: '请先登录。', en: 'Sign in first.' },
  'token-invalid': { status: 401, zh: '访问令牌无法识别。', en: 'The access token cannot be read.' },
  'token-proof-wrong': {
    status: 401,
    zh: '访问令牌与发送方密钥绑定，请用 DPoP 方式出示，并附上针对本请求的新证明。',
    en: 'The access token is bound to its sender’s key: present it as DPoP, with a fresh proof for this request.',
  },
  'token-signature-wrong': {
    status: 401,
    zh: '访问令牌的签名不是本平台的。',
    en: 'The access token was not signed by this node.',
  },
  'token-algorithm-refused': {
    status: 401,
    zh: '访问令牌的签名算法不被接受，只接受 EdDSA。',
    en: 'The access token’s algorithm is not accepted; only EdDSA is.',
  },
  'token-issuer-wrong': {
    status: 401,
    zh: '访问令牌由其他签发方签发。',
    en: 'The access token comes from another issuer.',
  },
  'token-audience-wrong': {
    status: 401,
    zh: '访问令牌不是发给本接口的，请在申请时指定 resource。',
    en: 'The access token is not meant for this API; ask for it with its resource.',
  },
  'token-expired': {
    status: 401,
    zh: '访问令牌已过期，请重新获取。',
    en: 'The access token has expired; get a new one.',
  },
  'token-scope-missing': {
    status: 403,
    zh: '访问令牌没有使用接口的许可 (scope api)。',
    en: 'The access token does not carry the scope api.',
  },
  'session-ended': { status: 401, zh: '登录已失效，请重新登录。', en: 'Your session has ended; sign in again.' },
  'credentials-wrong': { status: 401, zh: '账号或密码不正确。', en: 'The account or the password is wrong.' },
  'account-locked': {
    status: 429,
    zh: '尝试次数过多，请 {minutes} 分钟后再试。',
    en: 'Too many attempts; try again in {minutes} minutes.',
  },
  'account-guarded': {
    status: 429,
    zh: '近来有人多次试错这个账号的密码。为安全起见，暂时只能在您登录过的设备上登录；换一台设备请 {minutes} 分钟后再试。',
    en: 'Someone has been guessing this account’s password. For now it opens only on a device where you signed in before; from here, try again in {minutes} minutes.',
  },
  'source-locked': {
    status: 429,
    zh: '从您所在的网络登录失败的次数过多，请 {minutes} 分钟后再试。',
    en: 'Too many sign-ins have failed from your network; try again in {minutes} minutes.',
  },
  'password-change-required': {
    status: 403,
    zh: '您用的是一次性密码，请先换成自己的密码。',
    en: 'You signed in with a one-time password; choose one of your own first.',
  },
  'password-wrong': { status: 422, zh: '原密码不正确。', en: 'The present password is wrong.' },
  'password-same': {
    status: 422,
    zh: '新密码不能与原密码相同。',
    en: 'The new password must differ from the present one.',
  },
  'passwords-differ': { status: 422, zh: '两次输入的新密码不一致。', en: 'The two new passwords are not the same.' },
  'account-own': {
    status: 409,
    zh: '不能停用自己的账号，也不能给自己重置密码；请在“设置”里修改密码，或请另一位平台管理员操作。',
    en: 'You cannot close your own account or reset its password; change the password under Settings, or ask another operator.',
  },
  'last-operator': {
    status: 409,
    zh: '这是最后一位平台管理员。请先给另一个账号平台管理员的角色。',
    en: 'This is the last operator. Give another account the operator’s role first.',
  },
  'origin-refused': {
    status: 403,
    zh: '请求来自其他网站，已拒绝。',
    en: 'The request came from another site and was refused.',
  },
  'role-missing': { status: 403, zh: '您的身份不能进行此操作。', en: 'Your role does not allow this.' },
  'username-taken': { status: 409, zh: '账号 {username} 已存在。', en: 'The account {username} exists already.' },
  'username-invalid': {
    status: 400,
    zh: '账号只能用小写字母、数字和 . _ -，3 到 80 个字符。',
    en: 'An account name has 3 to 80 lower-case letters, digits, “.”, “_” or “-”.',
  },
  'password-weak': {
    status: 422,
    zh: '密码至少 {limit} 个字符，不能与账号相同，也不能全是同一个字符或连续的数字。',
    en: 'A password has at least {limit} characters, is not the account’s name, and is not one character repeated or digits in order.',
  },
  'citizen-id-invalid': { status: 400, zh: '公民身份号码不正确。', en: 'The citizen ID number is not valid.' },
  'client-exists': { status: 409, zh: '应用 {clientId} 已存在。', en: 'The client {clientId} exists already.' },
  'client-key-unusable': {
    status: 422,
    zh: '公钥无法使用：只接受 Ed25519、P-256 或 2048 位以上 RSA 的公钥。',
    en: 'The public key cannot be used: Ed25519, P-256 or RSA of 2048 bits or more, public part only.',
  },
  'client-uses-key': {
    status: 409,
    zh: '该应用用自己的密钥签名，没有可更换的密码。',
    en: 'This client signs with its own key and has no secret to change.',
  },
  'client-uses-secret': {
    status: 409,
    zh: '该应用用密码验证身份，没有可更换的公钥。',
    en: 'This client signs in with a secret and has no public key to change.',
  },
  'agent-unnamed': {
    status: 422,
    zh: '请说明委托给谁：填写姓名和公民身份号码，选择以前委托过的人，或者选择本人。',
    en: 'Say who the agent is: by name and citizen ID number, as in an earlier delegation, or yourself.',
  },
  'agent-unknown': {
    status: 422,
    zh: '没有查到姓名与公民身份号码一致的注册用户。',
    en: 'No registered person has this name and citizen ID number.',
  },
  'delegation-dates': {
    status: 422,
    zh: '截止日不能早于开始日，也不能早于今天。',
    en: 'The last day cannot be before the first, nor before today.',
  },
  'not-legal-representative': {
    status: 403,
    zh: '只有该单位的法定代表人可以办理委托。',
    en: 'Only the organisation’s legal representative may do this.',
  },

  // Directory
  'region-unknown': { status: 400, zh: '没有行政区划 {code}。', en: 'There is no region {code}.' },
  'agency-not-registered': {
    status: 422,
    zh: '统一社会信用代码 {creditCode} 的部门尚未登记或已停用。',
    en: 'No agency in service is registered under the credit code {creditCode}.',
  },
  'calendar-year-missing': {
    status: 404,
    zh: '工作日历中没有 {year} 年。',
    en: 'The working calendar does not know the year {year}.',
  },
  'calendar-days-invalid': {
    status: 422,
    zh: '{year} 年的日历有 {count} 处错误，全部未保存。',
    en: 'The calendar of {year} has {count} faults; none of it was kept.',
  },
  'agency-exists': {
    status: 409,
    zh: '统一社会信用代码 {creditCode} 已登记。',
    en: 'Credit code {creditCode} is registered already.',
  },
  'credit-code-invalid': {
    status: 400,
    zh: '统一社会信用代码 {creditCode} 不正确。',
    en: 'Credit code {creditCode} is not valid.',
  },

  // Catalogue
  'resource-incomplete': {
    status: 422,
    zh: '目录信息不完整，还差 {count} 处。',
    en: 'The catalogue entry is incomplete; {count} things are missing.',
  },
  'resource-name-taken': {
    status: 409,
    zh: '本部门已有名为“{name}”的信息资源。',
    en: 'Your agency has a resource named “{name}” already.',
  },
  'resource-state': {
    status: 409,
    zh: '该目录当前状态为“{state}”，不能进行此操作。',
    en: 'The entry is “{state}”; this cannot be done now.',
  },
  'successor-unknown': {
    status: 422,
    zh: '没有已发布的信息资源 {code}，不能作替代资源。',
    en: 'There is no published resource {code} to take its place.',
  },
  'entry-suspended-by-operator': {
    status: 409,
    zh: '该目录由数据主管部门暂停，请与其联系恢复。',
    en: 'The data bureau suspended this entry; ask it to resume it.',
  },
  'resource-being-read': {
    status: 409,
    zh: '该资源的数据正在被长时间读取，请稍后再发布。',
    en: 'The resource is being read by a long reader; publish it a little later.',
  },
  'import-refused': {
    status: 422,
    zh: '文件中有 {count} 处问题，什么都没有导入。',
    en: 'The file has {count} faults; nothing was imported.',
  },
  'list-published': {
    status: 409,
    zh: '清单已发布，不能再改；请另立一批。',
    en: 'The list is published and stays; begin another one.',
  },
  'list-empty': {
    status: 422,
    zh: '清单中还没有信息资源。',
    en: 'The list names no resource yet.',
  },
  'list-date-past': {
    status: 422,
    zh: '生效日期已过，请改为今天或以后。',
    en: 'The date of effect has passed; choose today or later.',
  },
  'class-in-use': {
    status: 409,
    zh: '分类 {code} 下还有分类或目录，或已编过代码，不能删除。',
    en: 'Class {code} has classes or entries, or has given codes; it stays.',
  },
  'remarks-required': {
    status: 422,
    zh: '退回时请写明修改意见。',
    en: 'A return must say what to mend.',
  },
  'classification-unknown': { status: 400, zh: '没有分类 {code}。', en: 'There is no class {code}.' },

  // Library
  'file-format-unknown': {
    status: 400,
    zh: '无法识别文件格式，请用 CSV、XLSX、JSON、NDJSON，或其中一个文件的 ZIP。',
    en: 'The file format is not known; send CSV, XLSX, JSON, NDJSON, or a ZIP of one of these.',
  },
  'file-encoding-wrong': {
    status: 422,
    zh: '文件不是 {encoding} 编码：第 {line} 行附近有无法解读的字节。',
    en: 'The file is not {encoding}: bytes near line {line} cannot be read.',
  },
  'file-malformed': {
    status: 422,
    zh: '文件第 {line} 行格式有误：{fault}。',
    en: 'Line {line} of the file is malformed: {fault}.',
  },
  'file-header-unmatched': {
    status: 422,
    zh: '表头缺少信息项：{items}。',
    en: 'The header lacks these items: {items}.',
  },
  'file-empty': { status: 422, zh: '文件中没有数据。', en: 'The file holds no rows.' },
  'batch-too-faulty': {
    status: 422,
    zh: '不合格行占 {share}，超过该资源的上限 {limit}，原有数据不变。',
    en: '{share} of the rows are faulty, over this resource’s limit of {limit}; the data in service is unchanged.',
  },
  'batch-interrupted': {
    status: 409,
    zh: '入库中断，原有数据不变，请重新提交。',
    en: 'The batch was cut off; the data in service is unchanged. Send the file again.',
  },
  'upload-offset': {
    status: 409,
    zh: '这一段接不上：已收到 {received} 字节，请从那里继续。',
    en: 'This piece does not follow: {received} bytes are here; go on from there.',
  },
  'upload-closed': {
    status: 409,
    zh: '这次上传已经结束，请重新开始。',
    en: 'This upload has ended; begin anew.',
  },
  'upload-incomplete': {
    status: 409,
    zh: '文件还没有传完：收到 {received} 字节，共 {size} 字节。',
    en: 'The file is not here whole: {received} of {size} bytes.',
  },
  'storage-full': {
    status: 507,
    zh: '存储空间不足，原有数据不变，请联系平台管理员。',
    en: 'There is no room left to store this; the data in service is unchanged. Tell the platform’s operator.',
  },
  'correction-answered': {
    status: 409,
    zh: '这条疑义已经答复。',
    en: 'This correction was answered already.',
  },
  'library-empty': {
    status: 409,
    zh: '该资源还没有入库数据，没有可删除的行。',
    en: 'The library holds no rows of this resource yet; there is nothing to delete.',
  },
  'version-gone': {
    status: 409,
    zh: '第 {version} 版的数据已按保留规则清除，不能再比较或退回。',
    en: 'The rows of version {version} are no longer kept; it cannot be compared or gone back to.',
  },
  'batch-in-progress': {
    status: 409,
    zh: '该资源正在入库，请等待完成。',
    en: 'A batch is being ingested for this resource; wait for it.',
  },

  // Ledger
  'vkey-invalid': {
    status: 400,
    zh: '{vkey} 不是可用的验证公钥（名称+编号+公钥）。',
    en: '{vkey} is not a verifier key that can be used (name+ID+key).',
  },
  'witness-known': { status: 409, zh: '这个见证方已经登记。', en: 'This witness is registered already.' },
  'checkpoint-malformed': {
    status: 400,
    zh: '内容不是 add-checkpoint 请求。',
    en: 'This is not an add-checkpoint request.',
  },
  'checkpoint-log-unknown': { status: 404, zh: '本节点不见证这个账本。', en: 'This node is no witness to this log.' },
  'checkpoint-unsigned': {
    status: 403,
    zh: '检查点没有该账本密钥的有效签名。',
    en: 'No known key of this log has signed the checkpoint.',
  },
  'checkpoint-inconsistent': {
    status: 422,
    zh: '证明不成立：新检查点不是从上次的检查点续下来的。',
    en: 'The proof does not hold: the checkpoint does not follow from the last one.',
  },
  'checkpoint-forked': {
    status: 409,
    zh: '同样大小的检查点，根哈希不同。',
    en: 'A checkpoint of this size was seen with another root.',
  },

  // Sharing and the call
  'purpose-unknown': { status: 400, zh: '没有用途 {purpose}。', en: 'There is no purpose {purpose}.' },
  'item-unknown': { status: 400, zh: '该资源没有信息项 {item}。', en: 'The resource has no item {item}.' },
  'request-state': {
    status: 409,
    zh: '该申请当前状态为“{state}”，不能进行此操作。',
    en: 'The request is “{state}”; this cannot be done now.',
  },
  'answer-incomplete': {
    status: 422,
    zh: '还有信息项没有答复：{items}。',
    en: 'These items have no answer yet: {items}.',
  },
  'reason-required': {
    status: 422,
    zh: '不同意共享的信息项必须说明理由：{items}。',
    en: 'A refusal must give its reason: {items}.',
  },
  'purpose-not-yours': {
    status: 422,
    zh: '用途“{purpose}”不属于贵部门。',
    en: 'The purpose “{purpose}” is another agency’s.',
  },
  'scope-item-unfit': {
    status: 400,
    zh: '信息项 {item} 不能用来限定行范围。',
    en: 'Rows cannot be limited by the item {item}.',
  },
  'scope-wider': {
    status: 422,
    zh: '答复的行范围超出了申请：{item}。',
    en: 'The answer covers more rows than were asked for: {item}.',
  },
  'validity-outside': {
    status: 422,
    zh: '有效期应在 {from} 至 {until} 之间。',
    en: 'The validity must end between {from} and {until}.',
  },
  'withheld-not-grantable': {
    status: 422,
    zh: '信息项 {items} 属不予共享，不能同意。',
    en: 'These items are withheld and cannot be granted: {items}.',
  },
  'unconditional-not-refusable': {
    status: 422,
    zh: '信息项 {items} 属无条件共享，不能拒绝。',
    en: 'These items are shared unconditionally and cannot be refused: {items}.',
  },
  'sharing-clock-missing': {
    status: 503,
    zh: '共享时限规则“{ruleSet}”缺少“{rule}”，请联系平台管理员。',
    en: 'The sharing clocks “{ruleSet}” lack “{rule}”; tell the platform’s operator.',
  },
  'grant-state': {
    status: 409,
    zh: '该授权当前状态为“{state}”，不能进行此操作。',
    en: 'The grant is “{state}”; this cannot be done now.',
  },
  'citizen-id-in-text': {
    status: 400,
    zh: '字段 {field} 不得含有公民身份号码。',
    en: 'Field {field} must not hold a citizen ID number.',
  },
  'subject-invalid': {
    status: 400,
    zh: '主体号码不正确（{fault}）。',
    en: 'The subject’s number is not valid ({fault}).',
  },
  'check-unfit': {
    status: 400,
    zh: '{field} 不能这样问（{reason}）：每个信息项只能问一次，且写法要与其类型相符。',
    en: '{field} cannot be asked so ({reason}): each item once, in a form that suits its type.',
  },
  'value-unfit': {
    status: 400,
    zh: '给信息项 {item} 的值与其类型不符（{fault}）。',
    en: 'The value given for the item {item} does not suit its type ({fault}).',
  },
  'too-many-records': {
    status: 422,
    zh: '该主体的记录多于 {limit} 条，请用查询接口分页读取。',
    en: 'There are more than {limit} records of this subject; read them page by page with a query.',
  },
  'batch-full': {
    status: 413,
    zh: '本批答复已满，请把该主体放到下一批。',
    en: 'This batch’s reply is full; ask about this subject in the next batch.',
  },
  'cursor-outdated': {
    status: 409,
    zh: '数据或授权范围已变，请不带游标从头查询。',
    en: 'The data, or the rows that the grant covers, are others since; begin again without a cursor.',
  },
  'use-withheld': {
    status: 403,
    zh: '法律要求暂不告知，{until} 起可见。',
    en: 'The law keeps this secret for now; it is told from {until} on.',
  },
  'subject-item-needed': {
    status: 400,
    zh: '订阅按对象告知变化，请把信息项 {item} 一并列入。',
    en: 'A subscription tells whose records changed; ask for the item {item} as well.',
  },
  'question-too-broad': {
    status: 422,
    zh: '查询超过 {seconds} 秒仍未完成，请缩小范围。',
    en: 'This took longer than {seconds} seconds; narrow it.',
  },
  'resource-not-callable': {
    status: 409,
    zh: '该资源没有可据以查询的主体信息项。',
    en: 'The resource has no item by which a subject is looked up.',
  },
  'not-granted': {
    status: 403,
    zh: '贵部门没有该资源用于“{purpose}”的授权。',
    en: 'Your agency holds no grant on this resource for “{purpose}”.',
  },
  'item-outside-grant': {
    status: 403,
    zh: '信息项 {items} 不在授权范围内。',
    en: 'These items are outside the grant: {items}.',
  },
  'purpose-outside-grant': {
    status: 403,
    zh: '授权不包含用途“{purpose}”。',
    en: 'The grant does not cover the purpose “{purpose}”.',
  },
  'subject-outside-scope': {
    status: 403,
    zh: '授权所及的行中没有该主体。',
    en: 'Among the rows that the grant covers there is none of this subject.',
  },
  'grant-revoked': { status: 403, zh: '授权已撤销。', en: 'The grant has been revoked.' },
  'grant-suspended': { status: 403, zh: '授权已暂停。', en: 'The grant is suspended.' },
  'grant-expired': { status: 403, zh: '授权不在有效期内。', en: 'The grant is outside its period of validity.' },
  'quota-used-up': { status: 429, zh: '授权的调用额度已用完。', en: 'The grant’s quota is used up.' },
  'manner-outside-grant': {
    status: 403,
    zh: '授权不含这种使用方式：{manner}。',
    en: 'The grant does not allow this manner of use: {manner}.',
  },
  'grant-outside-hours': {
    status: 403,
    zh: '现在不在授权的使用时段内。',
    en: 'The grant does not serve at this time of the day or on this day.',
  },
  'subject-not-applicant': {
    status: 403,
    zh: '授权只限本部门在办事项的申请人，此主体不是。',
    en: 'The grant is for those with an open case at your agency under this purpose; the subject has none.',
  },
  'consent-missing': {
    status: 403,
    zh: '依法须经本人同意，本人尚未同意或已撤回。',
    en: 'The law asks for the person’s consent, and it is not there or was withdrawn.',
  },
  'consent-not-needed': {
    status: 409,
    zh: '没有法律要求为此征得本人同意，不必征求。',
    en: 'No law makes this depend on a person’s consent; there is nothing to ask.',
  },
  'consent-declined': {
    status: 409,
    zh: '本人不久前没有同意或撤回了同意，{days} 天内不再征求。',
    en: 'The person declined or withdrew not long ago; it is not asked again within {days} days.',
  },
  'consent-state': {
    status: 409,
    zh: '这份同意书当前为“{state}”，不能进行此操作。',
    en: 'This consent is “{state}”; that cannot be done now.',
  },
  'consent-own': {
    status: 403,
    zh: '年满十四周岁的，由本人决定是否同意。',
    en: 'From the age of 14 on, people decide for themselves.',
  },
  'client-revoked': { status: 401, zh: '应用密钥已停用。', en: 'This client’s key has been revoked.' },
  'resource-not-in-library': {
    status: 409,
    zh: '该资源尚未入库，先入库后使用。',
    en: 'The resource has not been ingested yet: register first, use after.',
  },

  // Licences
  'licence-unknown': { status: 404, zh: '没有这张证照。', en: 'There is no such licence.' },
  'licence-code-unknown': {
    status: 404,
    zh: '这个码没有用：可能输错了、用过了或过期了。请对方再出示一个新码。',
    en: 'This code does not work: it may be mistyped, used already, or expired. Ask to be shown a new one.',
  },
  'licence-state': {
    status: 409,
    zh: '证照当前状态为“{state}”，不能进行此操作。',
    en: 'The licence is “{state}”; this cannot be done now.',
  },
  'licence-claims-missing': {
    status: 422,
    zh: '签发证照还缺信息项：{claims}。',
    en: 'The licence cannot be issued without: {claims}.',
  },
  'credential-malformed': {
    status: 400,
    zh: '这不是一份可验证的证照凭证。',
    en: 'This is not a credential that can be verified.',
  },

  // Services and cases
  'service-unknown': { status: 404, zh: '没有这个服务事项。', en: 'There is no such service item.' },
  'case-state': {
    status: 409,
    zh: '办件当前状态为“{state}”，不能进行此操作。',
    en: 'The case is “{state}”; this cannot be done now.',
  },
  'case-rated': {
    status: 409,
    zh: '这个办件已经评价过，只能评价一次。',
    en: 'The case was rated already; it can be rated once.',
  },
  'rating-not-bad': {
    status: 409,
    zh: '这个办件没有需要回访的差评。',
    en: 'The case has no bad rating to call back on.',
  },
  'rating-answered': { status: 409, zh: '这个差评已经回访过。', en: 'The bad rating was called back on already.' },
  'form-invalid': { status: 422, zh: '表单有 {count} 处需要修改。', en: 'The form needs mending in {count} places.' },
  'material-missing': { status: 422, zh: '还缺材料：{materials}。', en: 'Materials are still missing: {materials}.' },
  'subject-required': { status: 422, zh: '请说明为哪个单位办理。', en: 'Say which organisation this is for.' },
  'ward-not-chosen': { status: 422, zh: '请先选择为谁办理。', en: 'Choose whom this is for first.' },
  'not-eligible': { status: 422, zh: '不符合办理条件：{reasons}', en: 'The conditions are not met: {reasons}' },
  'case-in-hand': { status: 409, zh: '同一事项已有正在办理的办件。', en: 'The same matter is in hand already.' },
  'correction-used': {
    status: 409,
    zh: '需要补正的内容只能一次告知，此件已经告知过。',
    en: 'What is missing may be said once only, and it has been said.',
  },
  'acceptance-overdue': {
    status: 409,
    zh: '已过 {acceptBy} 的告知期限，此件自收到之日起即为受理。',
    en: 'The days for this ended on {acceptBy}: the case counts as accepted on receipt.',
  },
  'dispute-needs-source': {
    status: 422,
    zh: '字段 {field} 不是由数据源填写的，直接填写即可。',
    en: 'Field {field} was not filled from a source; simply fill it in.',
  },
  'upload-not-needed': { status: 409, zh: '这份材料不需要上传。', en: 'Nothing has to be sent for this material.' },
  'file-kind-refused': {
    status: 415,
    zh: '只接收 PDF、PNG 或 JPEG 文件。',
    en: 'Only PDF, PNG and JPEG files are taken.',
  },
  'too-many-files': { status: 422, zh: '每个办件最多 {limit} 个文件。', en: 'A case holds at most {limit} files.' },
  'period-invalid': {
    status: 422,
    zh: '起始日 {from} 晚于截止日 {to}。',
    en: 'The period ends on {to}, before it begins on {from}.',
  },
  'question-asked': {
    status: 409,
    zh: '补充材料只能一次问清，此申请已经问过一次。',
    en: 'What is missing is asked for once; this request was asked already.',
  },
  'question-too-late': {
    status: 409,
    zh: '答复期限 {dueDate} 已过，不能再要求补充，请直接答复。',
    en: 'The answer was due on {dueDate}; nothing more can be asked for. Please answer.',
  },
  'item-not-refused': {
    status: 422,
    zh: '信息项 {items} 没有被拒绝，不需要提出争议。',
    en: 'These items were not refused: {items}.',
  },
  'item-disputed': {
    status: 409,
    zh: '信息项 {items} 已提出过争议，不能重复提出。',
    en: 'These items have been disputed already: {items}.',
  },
  'dispute-open': {
    status: 409,
    zh: '此申请还有争议在处理，结束后才能再提。',
    en: 'A dispute over this request is still open.',
  },
  'dispute-state': {
    status: 409,
    zh: '此争议现在的状态是 {state}，不能这样处理。',
    en: 'This dispute is {state}; that cannot be done now.',
  },
  'dispute-not-due': {
    status: 409,
    zh: '提供部门的答复期限到 {dueDate}，过期未答复才能直接提请裁定。',
    en: 'The provider has until {dueDate} to reply; after that it can be taken further.',
  },
  'suspended-by-operator': {
    status: 403,
    zh: '这项授权由数据主管部门暂停，只能由它恢复。',
    en: 'The operator suspended this grant; only the operator can resume it.',
  },
  'items-wider': {
    status: 422,
    zh: '信息项 {items} 不在这项授权里。变更只能减少信息项，要增加请重新申请。',
    en: 'These items are not in the grant: {items}. A change can only take items away; ask anew for more.',
  },
  'manners-wider': {
    status: 422,
    zh: '授权不含这些使用方式，增加须重新申请：{manners}。',
    en: 'The grant does not allow these manners of use; more is for a new request: {manners}.',
  },
  'applicants-wider': {
    status: 422,
    zh: '授权只限在办事项的申请人，放宽须重新申请。',
    en: 'The grant is for open cases’ applicants only; more is for a new request.',
  },
  'hours-empty': {
    status: 422,
    zh: '时段的结束须晚于开始。',
    en: 'The hours must end after they begin.',
  },
  'grantee-unknown': {
    status: 422,
    zh: '没有这样的部门或行政区划：{grantee}。',
    en: 'There is no such agency or region: {grantee}.',
  },
  'grant-unchanged': { status: 422, zh: '没有任何改动。', en: 'Nothing would change.' },
  'own-agency': { status: 409, zh: '不能注销自己所在的部门。', en: 'Your own agency cannot be closed by you.' },
  'not-guardian': {
    status: 403,
    zh: '没有查到您与该被监护人的监护关系。',
    en: 'No record shows that you are this person’s guardian.',
  },
  'not-delegated': {
    status: 403,
    zh: '您没有代表该单位办理此事项的授权。',
    en: 'You hold no delegation for this organisation and service.',
  },

  // Documents and sites
  'document-state': {
    status: 409,
    zh: '文件当前为“{state}”，不能这样办理。',
    en: 'This cannot be done to a document that is {state}.',
  },
  'document-incomplete': {
    status: 422,
    zh: '还有 {count} 处要补充才能提交。',
    en: '{count} points are missing before it can be submitted.',
  },
  'document-withdrawn': { status: 410, zh: '该文件已撤回：{reason}', en: 'This document was withdrawn: {reason}' },
  'document-file-unreadable': { status: 422, zh: '文件无法读取：{reason}。', en: 'The file cannot be read: {reason}.' },
  'site-fields-unknown': {
    status: 422,
    zh: '网站的{field}有误：{value}。',
    en: 'The site’s {field} is not known or stands twice: {value}.',
  },
} as const satisfies Record<string, { status: number; zh: string; en: string }>;

export type ErrorCode = keyof typeof errors;
export type Language = 'zh-CN' | 'en';

/** One fault within a request: a JSON pointer to the field, the fault's key, and its words. */
export interface FieldFault {
  field: string;
  fault: string;
  message: string;
}

/** Fills an error's words in the caller's language. Unfilled names are left out rather than shown as braces. */
export function errorMessage(code: ErrorCode, language: Language, details: Record<string, unknown> = {}): string {
  const text = language === 'en' ? errors[code].en : errors[code].zh;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name];
    if (isWords(value)) return language === 'en' ? value.en : value.zh;
    return Array.isArray(value) ? value.join(language === 'en' ? ', ' : '、') : String(value ?? '');
  });
}

/** A detail that is itself words: the fault within a file, say. */
function isWords(value: unknown): value is { zh: string; en: string } {
  return typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
}
