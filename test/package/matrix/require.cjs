const { asapGuard } = require('asap-guard')
const testing = require('asap-guard/testing')
const express = require('express')

import('./calls.mjs').then(({ printAnswers }) => printAnswers({ express, asapGuard, testing }))
